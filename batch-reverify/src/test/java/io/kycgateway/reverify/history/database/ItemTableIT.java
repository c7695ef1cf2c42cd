package io.kycgateway.reverify.history.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.database.VerificationTable;
import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.history.RunSamples;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How workers share the items of a run: claims, leases, and the token that fences them. */
class ItemTableIT {
  private static final String RUN = "run";

  @ParameterizedTest
  @EnumSource(Kind.class)
  void claim_ofTwoWorkers_givesEachItemToOne(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      List<VerificationRecord> records = history.insert(5);
      history.start(RUN, RunSamples.EVERYTHING);

      List<ClaimedItem> first = history.claim(RUN, "one", 3);
      List<ClaimedItem> second = history.claim(RUN, "two", 3);

      assertThat(first).extracting(ClaimedItem::item).containsExactly(1L, 2L, 3L);
      assertThat(second).extracting(ClaimedItem::item).containsExactly(4L, 5L);
      assertThat(first.get(0).record().id()).isEqualTo(records.get(0).id());
      assertThat(first.get(0).labels().previous()).isEqualTo(Status.VERIFIED);
      assertThat(history.claim(RUN, "one", 3)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void claim_ofManyWorkersAtOnce_losesAndRepeatsNothing(Kind kind) throws Exception {
    int items = 120;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (RunSamples history = RunSamples.in(kind)) {
      history.insert(items);
      history.start(RUN, RunSamples.EVERYTHING);
      List<Callable<List<Long>>> workers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String owner = "worker-" + i;
        workers.add(
            () -> {
              List<Long> mine = new ArrayList<>();
              // A worker may find none while others are at those that are left.
              while (history.count("SELECT COUNT(*) FROM reverification_item WHERE state = 'open'")
                  > 0) {
                history.claim(RUN, owner, 7).forEach(item -> mine.add(item.item()));
              }
              return mine;
            });
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> done : threads.invokeAll(workers)) {
        all.addAll(done.get());
      }

      assertThat(all).hasSize(items).doesNotHaveDuplicates();
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void lease_thatHasEnded_letsAnotherWorkerTakeOver_andFencesTheFirst(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      VerificationRecord original = history.insert(1).get(0);
      history.start(RUN, RunSamples.EVERYTHING);
      ClaimedItem late = history.claim(RUN, "late", 1).get(0);
      assertThat(history.claim(RUN, "two", 1)).as("its lease has not ended").isEmpty();

      history.endLeases(RUN);
      assertThat(history.claim(RUN, "late", 1)).as("its own, which it still verifies").isEmpty();
      ClaimedItem taken = history.claim(RUN, "two", 1).get(0);

      assertThat(taken.token()).isGreaterThan(late.token());
      assertThat(history.close(RUN, RunSamples.decided(late, Status.REJECTED)))
          .as("the worker that wakes late")
          .containsExactly(1L);
      assertThat(history.count("SELECT COUNT(*) FROM verification WHERE run = ?", RUN)).isZero();
      assertThat(history.close(RUN, RunSamples.decided(taken, Status.VERIFIED))).isEmpty();
      assertThat(history.close(RUN, RunSamples.decided(late, Status.REJECTED)))
          .as("later still")
          .containsExactly(1L);
      assertThat(result(history, original).status()).isEqualTo(Status.VERIFIED);
      assertThat(history.complete(RUN).leasesLost()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void renewal_ofALease_keepsTheItem(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      history.insert(1);
      history.start(RUN, RunSamples.EVERYTHING);
      history.claim(RUN, "one", 1);
      history.endLeases(RUN);

      history
          .database()
          .inTransaction(
              handle -> {
                ItemTable.renew(handle, RUN, new Lease("one", 60));
                return true;
              });

      assertThat(history.claim(RUN, "two", 1)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void release_ofAWorker_opensItsItemsAtOnce(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      history.insert(3);
      history.start(RUN, RunSamples.EVERYTHING);
      history.claim(RUN, "one", 2);

      assertThat(history.release(RUN, "one")).isEqualTo(2);

      assertThat(history.claim(RUN, "two", 9)).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void close_twice_isTheSameAsOnce(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      VerificationRecord original = history.insert(1).get(0);
      history.start(RUN, RunSamples.EVERYTHING);
      ItemResult result =
          RunSamples.decided(history.claim(RUN, "one", 1).get(0), Status.MANUAL_REVIEW);

      assertThat(history.close(RUN, result)).isEmpty();
      // As after a commit of which the end was never learned.
      assertThat(history.close(RUN, result)).isEmpty();

      VerificationRecord record = result(history, original);
      assertThat(record.channel()).isEqualTo(Channel.BATCH);
      assertThat(record.client()).isEqualTo(original.client());
      assertThat(record.reverifications().run()).isEqualTo(RUN);
      assertThat(record.reverifications().reverifies()).isEqualTo(original.id());
      assertThat(history.count("SELECT COUNT(*) FROM verification")).isEqualTo(2);
      assertThat(history.complete(RUN).isComplete()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void close_afterTheErasureOfTheOriginal_keepsNothingPersonal(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      VerificationRecord original = history.insert(1).get(0);
      history.start(RUN, RunSamples.EVERYTHING);
      ClaimedItem item = history.claim(RUN, "one", 1).get(0);

      history.opened().table().erase("a", original.id());
      history.close(RUN, RunSamples.decided(item, Status.VERIFIED));

      VerificationRecord record = result(history, original);
      assertThat(record.evidence()).isEqualTo(EvidenceState.ERASED);
      assertThat(record.personal()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void erasure_ofTheOriginal_erasesItsReverifications(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      VerificationRecord original = history.insert(1).get(0);
      history.start(RUN, RunSamples.EVERYTHING);
      history.close(RUN, RunSamples.decided(history.claim(RUN, "one", 1).get(0), Status.VERIFIED));
      assertThat(result(history, original).personal()).isNotNull();

      assertThat(history.opened().table().erase("a", original.id()))
          .isEqualTo(VerificationTable.Erasure.ERASED);

      assertThat(result(history, original).personal()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void items_afterAClaimOfUnknownEnd_areFoundByTheirOwner(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      history.insert(3);
      history.start(RUN, RunSamples.EVERYTHING);
      List<ClaimedItem> claimed = history.claim(RUN, "one", 2);

      List<ClaimedItem> found =
          history.database().inTransaction(handle -> ItemTable.of(handle, RUN, "one"));

      Set<Long> tokens = new HashSet<>();
      found.forEach(item -> tokens.add(item.token()));
      assertThat(found).extracting(ClaimedItem::item).containsExactly(1L, 2L);
      assertThat(tokens).containsExactly(claimed.get(0).token());
    }
  }

  private static VerificationRecord result(RunSamples history, VerificationRecord original) {
    VerificationRecord now =
        history.opened().table().find(original.client(), original.id()).orElseThrow();
    return history
        .opened()
        .table()
        .find(original.client(), now.reverifications().reverifiedBy())
        .orElseThrow();
  }
}
