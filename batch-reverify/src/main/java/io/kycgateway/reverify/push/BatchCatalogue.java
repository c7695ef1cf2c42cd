package io.kycgateway.reverify.push;

import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.metrics.Family;
import io.kycgateway.reverify.history.HistoryRunMetrics;
import java.util.List;
import java.util.stream.Stream;

/** Every metric family that the batch records, each defined beside its one writer. */
public final class BatchCatalogue {
  public static final List<Family> FAMILIES =
      Stream.of(
              EngineMetrics.FAMILIES,
              ReverifyMetrics.FAMILIES,
              GroundTruthMetrics.FAMILIES,
              RunTimestamps.FAMILIES,
              PushAttempts.FAMILIES,
              HistoryRunMetrics.FAMILIES)
          .flatMap(List::stream)
          .toList();

  private BatchCatalogue() {}
}
