package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScrapeRegistryTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final ScrapeRegistry registry = new ScrapeRegistry(clock::get);
  private final AtomicInteger asked = new AtomicInteger();
  private final Counter recorded = Counter.builder().name("recorded").register(registry);

  ScrapeRegistryTest() {
    GaugeWithCallback.builder()
        .name("descriptors")
        .callback(callback -> callback.call(asked.incrementAndGet()))
        .register(registry.process());
  }

  @Test
  void process_isAskedOnceASecond_recordingsEachTime() {
    assertThat(descriptors(registry.scrape())).isEqualTo(1);

    clock.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
    recorded.inc();
    MetricSnapshots within = registry.scrape();

    assertThat(descriptors(within)).isEqualTo(1);
    assertThat(recorded(within)).isEqualTo(1);

    clock.incrementAndGet();

    assertThat(descriptors(registry.scrape())).isEqualTo(2);
  }

  @Test
  void process_askedByName_isAskedThen() {
    assertThat(descriptors(registry.scrape())).isEqualTo(1);

    MetricSnapshots one = registry.scrape(name -> name.equals("descriptors"));

    assertThat(one.size()).isEqualTo(1);
    assertThat(descriptors(one)).isEqualTo(2);
  }

  private static double descriptors(MetricSnapshots snapshots) {
    return snapshots.stream()
        .filter(GaugeSnapshot.class::isInstance)
        .mapToDouble(gauge -> ((GaugeSnapshot) gauge).getDataPoints().get(0).getValue())
        .sum();
  }

  private static double recorded(MetricSnapshots snapshots) {
    return snapshots.stream()
        .filter(CounterSnapshot.class::isInstance)
        .mapToDouble(counter -> ((CounterSnapshot) counter).getDataPoints().get(0).getValue())
        .sum();
  }
}
