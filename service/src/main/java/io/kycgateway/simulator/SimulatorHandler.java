package io.kycgateway.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.common.EnumTable;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import io.kycgateway.verification.ModuleName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The simulated modules' HTTP side: a path for each, and {@code /metrics}. Delays block no thread.
 */
final class SimulatorHandler extends Handler.Abstract {
  private static final String STALLED_PART = "{\"score\": 0.9, ";
  private static final int HUGE_BYTES = 100 * 1000 * 1000;

  private final EnumTable<ModuleName, SimulatedModule> modules;
  private final SimulatorMetrics metrics;
  private final CallJournal journal;

  SimulatorHandler(
      EnumTable<ModuleName, SimulatedModule> modules,
      SimulatorMetrics metrics,
      CallJournal journal) {
    this.modules = modules;
    this.metrics = metrics;
    this.journal = journal;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    String path = Request.getPathInContext(request);
    if (path.equals("/metrics")) {
      send(response, callback, metrics.contentType(), metrics.scrape());
      return true;
    }
    Optional<ModuleName> module = ModuleName.of(path.substring(1));
    if (module.isEmpty()) {
      Response.writeError(request, response, callback, 404);
      return true;
    }
    if (!request.getMethod().equals("POST")) {
      Response.writeError(request, response, callback, 405);
      return true;
    }
    Optional<JsonNode> json = body(request);
    if (json.isEmpty()) {
      Response.writeError(request, response, callback, 400);
      return true;
    }
    journal.called(module.get(), json.get().path("session_id").asText());
    SimulatedAnswer answer = modules.get(module.get()).answer(json.get());
    metrics.answered(module.get(), answer);
    if (answer.delay().isZero()) {
      send(request, response, callback, answer);
    } else {
      getServer()
          .getScheduler()
          .schedule(
              () ->
                  getServer()
                      .getThreadPool()
                      .execute(() -> send(request, response, callback, answer)),
              answer.delay().toNanos(),
              TimeUnit.NANOSECONDS);
    }
    return true;
  }

  private static Optional<JsonNode> body(Request request) throws IOException {
    try {
      return Optional.of(StrictJson.read(Content.Source.asInputStream(request).readAllBytes()));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private void send(Request request, Response response, Callback callback, SimulatedAnswer answer) {
    response.setStatus(answer.status());
    EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
    switch (answer.kind()) {
      case DROPPED -> {
        connection.close();
        callback.failed(new EofException("dropped on purpose"));
      }
      case STALLED -> {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, STALLED_PART.length() + 10L);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        // The exchange stays open; the connection ends when the caller times out.
        response.write(
            false, ByteBuffer.wrap(STALLED_PART.getBytes(StandardCharsets.UTF_8)), Callback.NOOP);
        getServer()
            .getScheduler()
            .schedule(
                () -> callback.failed(new EofException("stalled on purpose")), 1, TimeUnit.MINUTES);
      }
      case HUGE -> sendHuge(response, callback);
      default -> {
        String body = answer.body();
        if (body == null) {
          callback.succeeded();
        } else {
          send(response, callback, answer.contentType(), body.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static void send(Response response, Callback callback, String contentType, byte[] body) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, (long) body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private static void sendHuge(Response response, Callback callback) {
    byte[] chunk = new byte[64 * 1024];
    Arrays.fill(chunk, (byte) ' ');
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      for (int sent = 0; sent < HUGE_BYTES; sent += chunk.length) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // The caller closed the connection, as it should.
      callback.failed(e);
      return;
    }
    callback.succeeded();
  }
}
