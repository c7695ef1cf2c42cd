package io.kycgateway.bench;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.util.concurrent.TimeUnit;

/** The same with Dropwizard Metrics' own instruments. */
final class DropwizardRecording implements Recording {
  private static final int SCORE_STEPS = 1000;

  private final MetricRegistry registry = new MetricRegistry();
  private final Counter[] calls = new Counter[Sample.MODULES.length];
  private final Counter[] attempts = new Counter[Sample.MODULES.length];
  private final Counter[] inflight = new Counter[Sample.MODULES.length];
  private final Timer[] durations = new Timer[Sample.MODULES.length];
  private final Histogram[] scores = new Histogram[Sample.MODULES.length];
  private final Counter active = registry.counter("active");
  private final Counter outcome = registry.counter("outcome.VERIFIED");
  private final Counter checks = registry.counter("checks.live");
  private final Counter requests = registry.counter("requests.2xx");
  private final Timer duration = registry.timer("duration");
  private final Timer http = registry.timer("http.POST");
  private final Timer highr = registry.timer("highr");
  private final Histogram requestSize = registry.histogram("request.size");
  private final Histogram responseSize = registry.histogram("response.size");

  DropwizardRecording() {
    for (int i = 0; i < Sample.MODULES.length; i++) {
      String module = Sample.MODULES[i];
      calls[i] = registry.counter("calls." + module);
      attempts[i] = registry.counter("attempts." + module);
      inflight[i] = registry.counter("inflight." + module);
      durations[i] = registry.timer("module." + module);
      scores[i] = registry.histogram("score." + module);
    }
  }

  @Override
  public void record() {
    active.inc();
    for (int i = 0; i < calls.length; i++) {
      inflight[i].inc();
      attempts[i].inc();
      inflight[i].dec();
      calls[i].inc();
      durations[i].update(Sample.MODULE_NANOS, TimeUnit.NANOSECONDS);
      scores[i].update(Math.round(Sample.SCORE * SCORE_STEPS));
    }
    checks.inc();
    duration.update(Sample.NANOS, TimeUnit.NANOSECONDS);
    outcome.inc();
    active.dec();
    requests.inc();
    http.update(Sample.NANOS, TimeUnit.NANOSECONDS);
    highr.update(Sample.NANOS, TimeUnit.NANOSECONDS);
    requestSize.update(Sample.REQUEST_BYTES);
    responseSize.update(Sample.RESPONSE_BYTES);
  }
}
