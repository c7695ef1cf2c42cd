package io.kycgateway.reverify.history;

import com.codahale.metrics.Counter;
import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.reverify.history.database.ItemState;
import java.util.List;

/** Records how far a run over the history is, over all of its workers. For one thread. */
public final class HistoryRunMetrics {
  private static final Family ITEMS =
      Family.gauge(
          "kyc_reverification_items",
          "Items of a run over the history by state, of all its workers; skipped: cannot be verified"
              + " from there.",
          Label.closed("state", ItemState.values()));

  private static final Family WORKERS =
      Family.gauge(
          "kyc_reverification_workers",
          "Workers of a run over the history that have items in flight.");

  private static final Family LEASES_LOST =
      Family.counter(
          "kyc_reverification_leases_lost_total",
          "Results of a run over the history that were refused because another worker had taken the"
              + " item over.");

  public static final List<Family> FAMILIES = List.of(ITEMS, WORKERS, LEASES_LOST);

  private final Counter leasesLost;
  private volatile EnumTable<ItemState, Long> items = EnumTable.of(ItemState.class, state -> 0L);
  private volatile int workers;

  public HistoryRunMetrics(MetricRecorder recorder) {
    for (ItemState state : ItemState.values()) {
      recorder.gauge(ITEMS, () -> items.get(state), state.wireName());
    }
    recorder.gauge(WORKERS, () -> workers);
    leasesLost = recorder.counter(LEASES_LOST);
  }

  /**
   * Takes over what the database says.
   *
   * @param lost leases that the run has lost so far
   */
  void update(EnumTable<ItemState, Long> states, int activeWorkers, long lost) {
    items = states;
    workers = activeWorkers;
    leasesLost.inc(lost - leasesLost.getCount());
  }
}
