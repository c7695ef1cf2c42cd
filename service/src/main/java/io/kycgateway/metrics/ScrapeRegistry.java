package io.kycgateway.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one Prometheus registry of a process. A scrape sees recordings that belong together either
 * all or not at all.
 */
public final class ScrapeRegistry extends PrometheusRegistry {
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ScrapeLock scrapeLock = new ScrapeLock();
  private final PrometheusRegistry process = new PrometheusRegistry();
  private final LongSupplier clock;
  private @Nullable MetricSnapshots ofProcess;
  private long ofProcessAt;

  /** A registry that is empty. */
  public ScrapeRegistry() {
    this(System::nanoTime);
  }

  /**
   * The same with another clock.
   *
   * @param clock nanoseconds
   */
  ScrapeRegistry(LongSupplier clock) {
    this.clock = clock;
  }

  /** Groups recordings that a scrape must see together. */
  ScrapeLock scrapeLock() {
    return scrapeLock;
  }

  /**
   * For collectors that read the process and belong to no group, such as the JVM's: verifications
   * need not wait while they ask the kernel and the garbage collectors. They are asked once a
   * second at most, however often a scrape comes: the JVM stops every thread to look for deadlocks
   * and at the state of threads, and lists all open descriptors to count them. A name that is in
   * both fails each scrape.
   */
  public PrometheusRegistry process() {
    return process;
  }

  // The base class delegates every other variant to these two, and the second without names to the
  // first.

  @Override
  public MetricSnapshots scrape(@Nullable PrometheusScrapeRequest request) {
    return together(ofProcess(request), scrapeLock.collect(() -> super.scrape(request)));
  }

  @Override
  public MetricSnapshots scrape(
      @Nullable Predicate<String> includedNames, @Nullable PrometheusScrapeRequest request) {
    if (includedNames == null) {
      return scrape(request);
    }
    return together(
        process.scrape(includedNames, request),
        scrapeLock.collect(() -> super.scrape(includedNames, request)));
  }

  private synchronized MetricSnapshots ofProcess(@Nullable PrometheusScrapeRequest request) {
    long now = clock.getAsLong();
    MetricSnapshots kept = ofProcess;
    if (kept == null || now - ofProcessAt >= KEPT_NANOS) {
      kept = process.scrape(request);
      ofProcess = kept;
      ofProcessAt = now;
    }
    return kept;
  }

  private static MetricSnapshots together(MetricSnapshots some, MetricSnapshots others) {
    return new MetricSnapshots(Stream.concat(some.stream(), others.stream()).toList());
  }
}
