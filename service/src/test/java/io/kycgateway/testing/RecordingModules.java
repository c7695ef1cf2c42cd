package io.kycgateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** All five modules, which answer what they are told to and remember what they were asked. */
public final class RecordingModules implements AutoCloseable {
  public static final String SCORED = "{\"score\": 0.9, \"reasons\": []}";
  public static final String DECIDED = "{\"status\": \"VERIFIED\", \"confidence_score\": 0.9}";

  /** A call of a module. */
  public record Call(String module, Headers headers, JsonNode body) {
    /** The one value of a header. */
    public String header(String name) {
      List<String> values = headers.get(name);
      if (values == null || values.size() != 1) {
        throw new AssertionError(module + " was sent " + name + " as " + values);
      }
      return values.get(0);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  private RecordingModules() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    Invariants.MODULES.forEach(
        module -> answers.put(module, module.equals("decision") ? DECIDED : SCORED));
  }

  /** Starts them. */
  public static RecordingModules start() throws IOException {
    RecordingModules modules = new RecordingModules();
    modules.server.start();
    return modules;
  }

  /** The settings that make a gateway call them. */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    Invariants.MODULES.forEach(
        module ->
            settings.put(
                "modules." + module + ".url",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/" + module));
    return settings;
  }

  /** From now on that module answers so. */
  public void answer(String module, String json) {
    answers.put(module, json);
  }

  /** Forgets the calls so far. */
  public synchronized void forget() {
    calls.clear();
  }

  /** The calls so far, by module; there must be one of each at most. */
  public synchronized Map<String, Call> calls() {
    Map<String, Call> byModule = new HashMap<>();
    for (Call call : calls) {
      if (byModule.put(call.module(), call) != null) {
        throw new AssertionError(call.module() + " was called twice");
      }
    }
    return byModule;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String module = exchange.getRequestURI().getPath().substring(1);
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      synchronized (this) {
        calls.add(new Call(module, exchange.getRequestHeaders(), Problems.json(body)));
      }
      byte[] answer = answers.get(module).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
