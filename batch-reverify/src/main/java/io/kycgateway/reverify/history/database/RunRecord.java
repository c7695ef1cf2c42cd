package io.kycgateway.reverify.history.database;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run over the history.
 *
 * @param selection what it selected, in the form of {@link Selection#toString}
 * @param objective its {@code --max-failures}
 * @param items how many records it selected
 * @param completedAt null: it is under way
 * @param isSimulated whether simulated modules answer
 * @param leasesLost results that were refused because another worker had taken the item over
 * @param isPublished whether the metrics of its end were pushed
 */
public record RunRecord(
    String name,
    String selection,
    String objective,
    long items,
    Instant startedAt,
    @Nullable Instant completedAt,
    boolean isSimulated,
    long leasesLost,
    boolean isPublished) {

  public boolean isComplete() {
    return completedAt != null;
  }
}
