package io.kycgateway.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/** A module that answers any call with a good score, but only once it may. */
public final class WaitingModule implements AutoCloseable {
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private WaitingModule() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> mayAnswer.getCount() == 0);
          byte[] answer = "{\"score\": 0.9}".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  /** On a free port of the loopback address. */
  public static WaitingModule start() {
    try {
      return new WaitingModule();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  @Override
  public void close() {
    answer();
    server.stop(0);
    threads.shutdown();
  }
}
