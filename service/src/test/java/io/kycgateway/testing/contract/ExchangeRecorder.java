package io.kycgateway.testing.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Records every exchange of a connector, whatever client it is with, and holds it against the
 * contract. What is not recorded is what Jetty refuses before it is a request.
 */
public final class ExchangeRecorder implements HttpConfiguration.Customizer, AutoCloseable {
  private static final int MAX_REPORTED = 10;

  private final Contract contract;
  // One thread beside the server's: tests under load must not be slowed down by theirs.
  private final ExecutorService checks =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "contract");
            thread.setDaemon(true);
            return thread;
          });
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicLong exchanges = new AtomicLong();

  public ExchangeRecorder(Contract contract) {
    this.contract = contract;
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable answer) {
    request.addHttpStreamWrapper(stream -> new RecordedStream(stream, request, this::record));
    return request;
  }

  private void record(Exchange exchange) {
    checks.execute(() -> check(exchange));
  }

  private void check(Exchange exchange) {
    exchanges.incrementAndGet();
    try {
      List<String> found = contract.violations(exchange);
      if (!found.isEmpty() && violations.size() < MAX_REPORTED) {
        violations.add(String.join("\n", found) + "\nin " + exchange);
      }
    } catch (RuntimeException e) {
      violations.add(e + " in " + exchange);
    }
  }

  /** Waits for all checks, and says what is outside of the contract. */
  public List<String> violations() {
    close();
    return List.copyOf(violations);
  }

  /** How many exchanges were checked. */
  public long exchanges() {
    return exchanges.get();
  }

  @Override
  public void close() {
    checks.shutdown();
    try {
      if (!checks.awaitTermination(1, TimeUnit.MINUTES)) {
        violations.add("the exchanges were not checked within a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Header fields by name. */
  static Map<String, List<String>> headers(HttpFields fields) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String name : fields.getFieldNamesCollection()) {
      headers.put(name, fields.getValuesList(name));
    }
    return headers;
  }

  /** Bytes as they come, up to a limit. */
  static final class Body {
    private static final int MAX = 256 * 1024;

    private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    private boolean isCut;

    void add(ByteBuffer part) {
      isCut |= bytes.size() + part.remaining() > MAX;
      if (!isCut) {
        byte[] copy = new byte[part.remaining()];
        part.duplicate().get(copy);
        bytes.writeBytes(copy);
      }
    }

    /** The text; null: it is over the limit. */
    String text() {
      return isCut ? null : bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
