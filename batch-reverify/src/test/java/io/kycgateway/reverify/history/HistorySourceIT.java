package io.kycgateway.reverify.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Clock;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.reverify.history.database.ClaimedItem;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.testing.MovableClock;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a worker verifies of what it has claimed, whatever its clock says and however long it slept.
 */
class HistorySourceIT {
  private static final String RUN = "run";
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int BATCH = 4;

  private final MovableClock clock = new MovableClock();
  private final HeldItems held = new HeldItems(LEASE, clock);

  @ParameterizedTest
  @EnumSource
  void items_thatAnotherWorkerTookOverMeanwhile_areNotVerified(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind);
        HistorySource source = source(history, "sleeper", held)) {
      history.insert(BATCH);
      history.start(RUN, RunSamples.EVERYTHING);
      assertThat(item(source)).isEqualTo(1);

      clock.advance(LEASE);
      history.endLeases(RUN);
      for (ClaimedItem item : history.claim(RUN, "other", BATCH)) {
        history.close(RUN, RunSamples.decided(item, Status.VERIFIED));
      }

      assertThat(source.next()).as("nothing is left").isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void items_thatNobodyTookOverMeanwhile_areVerifiedOnce(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind);
        HistorySource source = source(history, "sleeper", held)) {
      history.insert(BATCH);
      history.start(RUN, RunSamples.EVERYTHING);
      assertThat(item(source)).isEqualTo(1);

      clock.advance(LEASE);
      history.endLeases(RUN);

      assertThat(List.of(item(source), item(source), item(source))).containsExactly(2L, 3L, 4L);
      assertThat(source.next()).isNull();
      assertThat(history.claim(RUN, "other", BATCH)).as("its leases are renewed").isEmpty();
    }
  }

  /** A clock that is years away from any other, and whose ticks count from elsewhere. */
  private static Clock skewed(Duration by) {
    return new Clock() {
      @Override
      public long getTick() {
        return System.nanoTime() + by.toNanos();
      }

      @Override
      public long getTime() {
        return System.currentTimeMillis() + by.toMillis();
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void workers_whoseClocksDiffer_shareTheItemsWithoutLosingOne(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      history.insert(3 * BATCH);
      history.start(RUN, RunSamples.EVERYTHING);
      HeldItems early = new HeldItems(LEASE, skewed(Duration.ofDays(-3000)));
      HeldItems late = new HeldItems(LEASE, skewed(Duration.ofDays(3000)));
      List<Long> verified = new ArrayList<>();
      try (HistorySource ofEarly = source(history, "early", early);
          HistorySource ofLate = source(history, "late", late)) {
        for (int i = 0; i < BATCH; i++) {
          verified.add(item(ofEarly));
          verified.add(item(ofLate));
        }
        verified.add(item(ofEarly));

        assertThat(history.claim(RUN, "third", 9)).as("every lease lasts").isEmpty();
      }
      assertThat(verified)
          .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L)
          .startsWith(1L, 5L);
    }
  }

  private static HistorySource source(RunSamples history, String worker, HeldItems held) {
    return new HistorySource(
        history.database(),
        RUN,
        new Lease(worker, Math.toIntExact(LEASE.toSeconds())),
        held,
        new KeptRequests(RecordSamples.CIPHER),
        BATCH);
  }

  private static long item(HistorySource source) throws Exception {
    return ((ManifestLine.ToVerify) source.next()).record().line();
  }
}
