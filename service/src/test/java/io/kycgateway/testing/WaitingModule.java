package io.kycgateway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A module that answers any call, but only once it may: what a test does while it waits is done in
 * mid-verification, however long the test takes. At first it waits.
 */
public final class WaitingModule implements AutoCloseable {
  private static final int PATIENCE_MINUTES = 5;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile CountDownLatch mayAnswer = new CountDownLatch(1);
  private volatile String body;

  private WaitingModule(String body) throws IOException {
    this.body = body;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** One that will answer with a good score. */
  public static WaitingModule start() {
    return start(RecordingModules.SCORED);
  }

  /** One that will answer so. */
  public static WaitingModule start(String json) {
    try {
      return new WaitingModule(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] unused = exchange.getRequestBody().readAllBytes();
      awaitLeave();
      byte[] answer = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private void awaitLeave() throws IOException {
    try {
      if (!mayAnswer.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("a test has left its module waiting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Where it is called. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** From now on, it answers at once. */
  public void answer() {
    mayAnswer.countDown();
  }

  /** From now on, it answers at once, and so. */
  public void answer(String json) {
    body = json;
    answer();
  }

  /** From now on, calls wait again. */
  public void hold() {
    answer();
    mayAnswer = new CountDownLatch(1);
  }

  @Override
  public void close() {
    answer();
    server.stop(0);
    threads.shutdown();
  }
}
