package io.kycgateway.reverify.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Times of one kind of work, each in milliseconds. Safe for use by many threads. */
final class Timings {
  private final AtomicInteger refused = new AtomicInteger();
  private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());

  <T> T time(Callable<T> work) throws Exception {
    long begun = System.nanoTime();
    T result = work.call();
    add(System.nanoTime() - begun);
    return result;
  }

  void add(long nanos) {
    millis.add(nanos / 1e6);
  }

  void refused() {
    refused.incrementAndGet();
  }

  double quantile(double q) {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) ((sorted.size() - 1) * q));
  }

  /** How many, their median, 99th percentile and maximum, as cells of a table. */
  String cells() {
    return String.format(
        Locale.ROOT,
        "%,d%s | %.2f | %.2f | %.2f",
        millis.size(),
        refused.get() == 0 ? "" : " (refused: " + refused.get() + ")",
        quantile(0.5),
        quantile(0.99),
        quantile(1));
  }
}
