package io.kycgateway.reverify.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Modules that refuse one record until they are told otherwise, and write down who was asked. */
public final class StubModules implements AutoCloseable {
  private static final byte[] GOOD =
      "{\"score\":0.97,\"status\":\"VERIFIED\",\"confidence_score\":0.97}"
          .getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Set<String> channels = ConcurrentHashMap.newKeySet();
  private volatile boolean isRefusing = true;

  private StubModules(HttpServer server) {
    this.server = server;
  }

  /** Modules that answer 429 and {@code Retry-After} to requests whose evidence holds that text. */
  public static StubModules refusing(String evidence, String retryAfter) throws IOException {
    StubModules modules =
        new StubModules(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    modules.server.setExecutor(modules.threads);
    modules.server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          modules.channels.add(
              String.valueOf(exchange.getRequestHeaders().getFirst("X-Kyc-Channel")));
          boolean isRefused = modules.isRefusing && body.contains(evidence);
          if (body.contains(evidence)) {
            modules.calls.add(exchange.getRequestURI().getPath().substring(1));
          }
          if (isRefused) {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
            exchange.sendResponseHeaders(429, -1);
          } else {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, GOOD.length);
            exchange.getResponseBody().write(GOOD);
          }
          exchange.close();
        });
    modules.server.start();
    return modules;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Modules that were asked about that record, in order. */
  public List<String> calls() {
    return calls;
  }

  /** What calls said of where they come from. */
  public Set<String> channels() {
    return channels;
  }

  public void refuseNoMore() {
    isRefusing = false;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
