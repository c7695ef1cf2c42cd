package io.kycgateway.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Receives traces by OTLP over HTTP, as a collector does, and keeps what it was sent. */
public final class OtlpCollector implements AutoCloseable {
  /** One export as it came. */
  @SuppressWarnings("ArrayRecordComponent") // Written once, never changed, never compared.
  public record Export(String path, Headers headers, byte[] body) {
    ExportTraceServiceRequest parsed() {
      try {
        return ExportTraceServiceRequest.parseFrom(body);
      } catch (InvalidProtocolBufferException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Export> exports = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean isSilent;

  private OtlpCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
  }

  /** Starts it on a free port. */
  public static OtlpCollector start() throws IOException {
    OtlpCollector collector = new OtlpCollector();
    collector.server.start();
    return collector;
  }

  /** What OTEL_EXPORTER_OTLP_ENDPOINT must be. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers with that status from now on. */
  public void answer(int code) {
    status = code;
  }

  /** Takes exports from now on and never answers. */
  public void beSilent() {
    isSilent = true;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      exports.add(
          new Export(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
      if (isSilent) {
        end.await();
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything that came so far. */
  public List<Export> exports() {
    return List.copyOf(exports);
  }

  /** The resources that spans came from so far. */
  public List<Resource> resources() {
    return exports.stream()
        .flatMap(export -> export.parsed().getResourceSpansList().stream())
        .map(spans -> spans.getResource())
        .distinct()
        .toList();
  }

  /** All spans so far. */
  public List<Span> spans() {
    return exports.stream()
        .flatMap(export -> export.parsed().getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** Waits until so many spans of a trace have come. */
  public SpanTree await(String traceId, int count) {
    return new SpanTree(
        Awaitility.await("spans of " + traceId)
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> ofTrace(traceId), spans -> spans.size() >= count));
  }

  private List<Span> ofTrace(String traceId) {
    return spans().stream().filter(span -> SpanTree.trace(span).equals(traceId)).toList();
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
