package io.kycgateway.metrics;

import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import org.jspecify.annotations.Nullable;

/**
 * A Dropwizard reservoir that passes every value to a data point of the official Prometheus client,
 * which keeps real buckets, the exact sum and count, and exemplars. Dropwizard's own reporters read
 * a standard decaying sample, which begins when the first of them asks: kept always, it would be
 * half of what recording a verification costs, and most processes have no such reporter.
 * Thread-safe.
 */
final class PrometheusReservoir implements Reservoir {
  private final DistributionDataPoint dataPoint;
  private final double divisor;
  private volatile @Nullable Reservoir sample;

  /**
   * @param divisor from Dropwizard's whole numbers to the family's unit: 1e9 for a timer, which
   *     counts nanoseconds. A divisor, because dividing by 1e9 is exact where a factor of 1e-9 is
   *     not: eight seconds must fall into the bucket of eight
   */
  PrometheusReservoir(DistributionDataPoint dataPoint, double divisor) {
    this.dataPoint = dataPoint;
    this.divisor = divisor;
  }

  @Override
  public void update(long value) {
    dataPoint.observe(value / divisor);
    Reservoir asked = sample;
    if (asked != null) {
      asked.update(value);
    }
  }

  @Override
  public int size() {
    Reservoir asked = sample;
    return asked == null ? 0 : asked.size();
  }

  /** Of the values since the first call, which finds none. */
  @Override
  public Snapshot getSnapshot() {
    return sample().getSnapshot();
  }

  private synchronized Reservoir sample() {
    Reservoir asked = sample;
    if (asked == null) {
      asked = LockFreeExponentiallyDecayingReservoir.builder().build();
      sample = asked;
    }
    return asked;
  }
}
