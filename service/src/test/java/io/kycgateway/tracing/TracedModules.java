package io.kycgateway.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.RecordingModules;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** All five modules, which fail as they are told to and remember in which span they were called. */
final class TracedModules implements AutoCloseable {
  /** What becomes of one request. */
  enum Fate {
    ANSWER,
    CLOSE_CONNECTION,
    STATUS_503,
    SILENCE
  }

  /** A request that came. */
  record Call(String module, String traceparent) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Deque<Fate>> fates = new HashMap<>();

  private TracedModules() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
  }

  static TracedModules start() throws IOException {
    TracedModules modules = new TracedModules();
    modules.server.start();
    return modules;
  }

  /** The variables that make a gateway call them. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (String module : Invariants.MODULES) {
      environment.put(
          "KYC_" + module.toUpperCase(Locale.ROOT) + "_URL",
          "http://127.0.0.1:" + port() + "/" + module + "?key=in-the-query");
    }
    return environment;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The next requests of a module end so; all after them are answered. */
  synchronized void fail(String module, Fate... next) {
    fates.put(module, new ArrayDeque<>(Arrays.asList(next)));
  }

  /** What a module was sent as traceparent within that trace, in order. */
  List<String> traceparents(String module, String traceId) {
    return calls.stream()
        .filter(call -> call.module().equals(module) && call.traceparent().contains(traceId))
        .map(Call::traceparent)
        .toList();
  }

  private synchronized Fate next(String module) {
    Fate fate = fates.getOrDefault(module, new ArrayDeque<>()).poll();
    return fate == null ? Fate.ANSWER : fate;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String module = exchange.getRequestURI().getPath().substring(1);
      calls.add(new Call(module, exchange.getRequestHeaders().getFirst("traceparent")));
      switch (next(module)) {
        case ANSWER -> answer(exchange, 200, module);
        case STATUS_503 -> answer(exchange, 503, module);
        case SILENCE -> end.await();
        case CLOSE_CONNECTION -> {}
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String module) throws IOException {
    byte[] body =
        (module.equals("decision") ? RecordingModules.DECIDED : RecordingModules.SCORED)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
