package io.kycgateway.bench;

import io.kycgateway.metrics.Exemplars;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Summary;

/** The same with the official client. */
final class OfficialRecording implements Recording {
  private static final double NANOS_PER_SECOND = 1e9;

  private final CounterDataPoint[] calls = new CounterDataPoint[Sample.MODULES.length];
  private final CounterDataPoint[] attempts = new CounterDataPoint[Sample.MODULES.length];
  private final GaugeDataPoint[] inflight = new GaugeDataPoint[Sample.MODULES.length];
  private final DistributionDataPoint[] durations =
      new DistributionDataPoint[Sample.MODULES.length];
  private final DistributionDataPoint[] scores = new DistributionDataPoint[Sample.MODULES.length];
  private final GaugeDataPoint active = Gauge.builder().name("active").build();
  private final CounterDataPoint outcome = counter("outcome", "VERIFIED");
  private final CounterDataPoint checks = counter("checks", "live");
  private final CounterDataPoint requests = counter("requests", "2xx");
  private final DistributionDataPoint duration = histogram("duration", "all", Buckets.VERIFICATION);
  private final DistributionDataPoint http = histogram("http", "POST", Buckets.HTTP);
  private final DistributionDataPoint highr = histogram("highr", "all", Buckets.HIGHR);
  private final DistributionDataPoint requestSize = summary("request_size");
  private final DistributionDataPoint responseSize = summary("response_size");

  OfficialRecording() {
    for (int i = 0; i < Sample.MODULES.length; i++) {
      String module = Sample.MODULES[i];
      calls[i] = counter("calls", module);
      attempts[i] = counter("attempts", module);
      inflight[i] = Gauge.builder().name("inflight").labelNames("of").build().labelValues(module);
      durations[i] = histogram("module", module, Buckets.MODULE);
      scores[i] = histogram("score", module, Buckets.SCORE);
    }
  }

  private static CounterDataPoint counter(String name, String label) {
    return Counter.builder().name(name).labelNames("of").build().labelValues(label);
  }

  private static DistributionDataPoint histogram(String name, String label, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .labelNames("of")
        .classicOnly()
        .classicUpperBounds(bounds)
        .build()
        .labelValues(label);
  }

  private static DistributionDataPoint summary(String name) {
    return Summary.builder().name(name).labelNames("of").build().labelValues("POST");
  }

  @Override
  public void record() {
    active.inc();
    try (Exemplars.Scope scope = Exemplars.within(Sample.TRACE)) {
      for (int i = 0; i < calls.length; i++) {
        inflight[i].inc();
        attempts[i].inc();
        inflight[i].dec();
        calls[i].inc();
        durations[i].observe(Sample.MODULE_NANOS / NANOS_PER_SECOND);
        scores[i].observe(Sample.SCORE);
      }
      checks.inc();
      duration.observe(Sample.NANOS / NANOS_PER_SECOND);
      outcome.inc();
    }
    active.dec();
    requests.inc();
    http.observe(Sample.NANOS / NANOS_PER_SECOND);
    highr.observe(Sample.NANOS / NANOS_PER_SECOND);
    requestSize.observe(Sample.REQUEST_BYTES);
    responseSize.observe(Sample.RESPONSE_BYTES);
  }
}
