package io.kycgateway.warmup;

import io.kycgateway.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Verification requests over some connections until there were enough of them or time is up. */
final class SyntheticLoad {
  private static final byte[] BODY =
      ("{\"device_id\": \"warm-up\", \"selfie\": {\"uri\": \"s3://warm-up/selfie.jpg\"},"
              + " \"document\": {\"uri\": \"s3://warm-up/document.jpg\", \"type\": \"passport\","
              + " \"country\": \"ESP\"}, \"metadata\": {\"source\": \"warm-up\"}}")
          .getBytes(StandardCharsets.UTF_8);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int ONE_OF = 10;
  private static final String NEGOTIATED = "application/json;q=0.9";

  private final URI url;
  private final String key;
  private final long end;
  private final int expected;
  private final AtomicInteger left;
  private final AtomicInteger answered = new AtomicInteger();

  private SyntheticLoad(URI url, String key, int expected, int requests, long atMostNanos) {
    this.url = url;
    this.key = key;
    this.expected = expected;
    this.left = new AtomicInteger(requests);
    this.end = System.nanoTime() + atMostNanos;
  }

  /**
   * Sends them to the gateway at that port of this machine.
   *
   * @param expected the status of every response
   * @return how many were answered
   * @throws IOException if one was not answered with that status
   */
  static int run(
      int port, String key, int expected, int connections, int requests, long atMostNanos)
      throws IOException, InterruptedException {
    SyntheticLoad load =
        new SyntheticLoad(
            URI.create("http://127.0.0.1:" + port + Routes.VERIFICATIONS),
            key,
            expected,
            requests,
            atMostNanos);
    ExecutorService clients = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        all.add(
            clients.submit(
                () -> {
                  load.send();
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      return load.answered.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } finally {
      clients.shutdownNow();
    }
  }

  private void send() throws IOException {
    for (int i = left.getAndDecrement();
        i > 0 && System.nanoTime() - end < 0;
        i = left.getAndDecrement()) {
      HttpURLConnection http = (HttpURLConnection) url.toURL().openConnection();
      http.setConnectTimeout(TIMEOUT_MILLIS);
      http.setReadTimeout(TIMEOUT_MILLIS);
      http.setRequestMethod("POST");
      http.setRequestProperty("Authorization", "Bearer " + key);
      http.setRequestProperty("Content-Type", "application/json");
      // With parameters, which are negotiated, it takes the way of the few requests that need more.
      http.setRequestProperty("Accept", i % ONE_OF == 0 ? NEGOTIATED : "application/json");
      http.setFixedLengthStreamingMode(BODY.length);
      http.setDoOutput(true);
      http.getOutputStream().write(BODY);
      int status = http.getResponseCode();
      if (status != expected) {
        throw new IOException("a synthetic verification was answered " + status);
      }
      try (InputStream in =
          status == HttpURLConnection.HTTP_OK ? http.getInputStream() : http.getErrorStream()) {
        byte[] unused = in.readAllBytes();
      }
      answered.incrementAndGet();
    }
  }
}
