package io.kycgateway.bench;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The same with Micrometer; its gauges read a number of the program's own. */
final class MicrometerRecording implements Recording {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter[] calls = new Counter[Sample.MODULES.length];
  private final Counter[] attempts = new Counter[Sample.MODULES.length];
  private final AtomicInteger[] inflight = new AtomicInteger[Sample.MODULES.length];
  private final Timer[] durations = new Timer[Sample.MODULES.length];
  private final DistributionSummary[] scores = new DistributionSummary[Sample.MODULES.length];
  private final AtomicInteger active = gauge("active", "all");
  private final Counter outcome = registry.counter("outcome", "of", "VERIFIED");
  private final Counter checks = registry.counter("checks", "of", "live");
  private final Counter requests = registry.counter("requests", "of", "2xx");
  private final Timer duration = timer("duration", "all", Buckets.VERIFICATION);
  private final Timer http = timer("http", "POST", Buckets.HTTP);
  private final Timer highr = timer("highr", "all", Buckets.HIGHR);
  private final DistributionSummary requestSize = registry.summary("request.size");
  private final DistributionSummary responseSize = registry.summary("response.size");

  MicrometerRecording() {
    for (int i = 0; i < Sample.MODULES.length; i++) {
      String module = Sample.MODULES[i];
      calls[i] = registry.counter("calls", "of", module);
      attempts[i] = registry.counter("attempts", "of", module);
      inflight[i] = gauge("inflight", module);
      durations[i] = timer("module", module, Buckets.MODULE);
      scores[i] =
          DistributionSummary.builder("score")
              .tag("of", module)
              .serviceLevelObjectives(Buckets.SCORE)
              .register(registry);
    }
  }

  private AtomicInteger gauge(String name, String label) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder(name, value, AtomicInteger::get).tag("of", label).register(registry);
    return value;
  }

  private Timer timer(String name, String label, double[] bounds) {
    Duration[] objectives =
        Arrays.stream(bounds)
            .mapToObj(bound -> Duration.ofNanos(Math.round(bound * NANOS_PER_SECOND)))
            .toArray(Duration[]::new);
    return Timer.builder(name)
        .tag("of", label)
        .serviceLevelObjectives(objectives)
        .register(registry);
  }

  @Override
  public void record() {
    active.incrementAndGet();
    for (int i = 0; i < calls.length; i++) {
      inflight[i].incrementAndGet();
      attempts[i].increment();
      inflight[i].decrementAndGet();
      calls[i].increment();
      durations[i].record(Sample.MODULE_NANOS, TimeUnit.NANOSECONDS);
      scores[i].record(Sample.SCORE);
    }
    checks.increment();
    duration.record(Sample.NANOS, TimeUnit.NANOSECONDS);
    outcome.increment();
    active.decrementAndGet();
    requests.increment();
    http.record(Sample.NANOS, TimeUnit.NANOSECONDS);
    highr.record(Sample.NANOS, TimeUnit.NANOSECONDS);
    requestSize.record(Sample.REQUEST_BYTES);
    responseSize.record(Sample.RESPONSE_BYTES);
  }
}
