package io.kycgateway.metrics;

import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;

/**
 * A Dropwizard reservoir that passes every value to a data point of the official Prometheus client,
 * which keeps real buckets, the exact sum and count, and exemplars. Dropwizard's own reporters read
 * a standard decaying sample.
 */
final class PrometheusReservoir implements Reservoir {
  private final DistributionDataPoint dataPoint;
  private final double divisor;
  private final Reservoir sample = LockFreeExponentiallyDecayingReservoir.builder().build();

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
    sample.update(value);
  }

  @Override
  public int size() {
    return sample.size();
  }

  @Override
  public Snapshot getSnapshot() {
    return sample.getSnapshot();
  }
}
