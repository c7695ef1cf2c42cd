package io.kycgateway.reverify.history.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.history.RunSamples;
import io.kycgateway.reverify.history.database.RunComparison.Changed;
import io.kycgateway.reverify.history.database.RunComparison.Transition;
import io.kycgateway.verification.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How two runs over the same records differ. */
class RunComparisonIT {
  private static final String VERIFIED = "VERIFIED";
  private static final String REJECTED = "REJECTED";

  @ParameterizedTest
  @EnumSource
  void changes_pageByPage_areEachThereOnce(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      List<VerificationRecord> records = history.insert(6);
      run(history, "first", Status.VERIFIED, 6);
      run(history, "second", Status.REJECTED, 4);

      assertThat(changed(history, 0, 3))
          .containsExactly(
              new Changed(1, records.get(0).id(), VERIFIED, REJECTED),
              new Changed(2, records.get(1).id(), VERIFIED, REJECTED),
              new Changed(3, records.get(2).id(), VERIFIED, REJECTED));
      assertThat(changed(history, 3, 3))
          .containsExactly(new Changed(4, records.get(3).id(), VERIFIED, REJECTED));
      assertThat(changed(history, 4, 3)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void comparison_ofTwoRuns_countsTransitionsAndWhatOneAloneHas(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      List<VerificationRecord> unused = history.insert(6);
      run(history, "first", Status.VERIFIED, 6);
      run(history, "second", Status.REJECTED, 4);

      RunComparison comparison =
          history.database().inTransaction(handle -> RunComparison.of(handle, "first", "second"));

      assertThat(comparison.transitions())
          .isEqualTo(Map.of(new Transition(VERIFIED, REJECTED), 4L));
      assertThat(comparison.changed()).isEqualTo(4);
      assertThat(comparison.inFirstAlone()).isEqualTo(2);
      assertThat(comparison.inSecondAlone()).isZero();
    }
  }

  private static List<Changed> changed(RunSamples history, long after, int limit) {
    return history
        .database()
        .inTransaction(handle -> RunComparison.changed(handle, "first", "second", after, limit));
  }

  private static void run(RunSamples history, String name, Status status, int items)
      throws Exception {
    history.start(name, RunSamples.selection(Set.of(), null, null, items));
    for (ClaimedItem item : history.claim(name, "worker", items)) {
      history.close(name, RunSamples.decided(item, status));
    }
  }
}
