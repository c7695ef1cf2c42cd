package io.kycgateway.history.database;

import static io.kycgateway.history.RecordSamples.CIPHER;
import static io.kycgateway.history.RecordSamples.KEYS;
import static io.kycgateway.history.RecordSamples.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.common.UuidV7;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.HistoryDatabases.Opened;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.history.database.VerificationTable.Purged;
import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.RecordQuery;
import io.kycgateway.history.record.Reverifications;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every statement, on an embedded database and on a real PostgreSQL. */
class VerificationTableIT {
  private static final List<Status> STATUSES = List.of(Status.values());
  private static final long NOW = 1_764_000_000_123L;
  private static final String SESSION = "0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e";

  @ParameterizedTest
  @EnumSource
  void record_insertedAndFound_isTheSame(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      for (Status status : Status.values()) {
        VerificationRecord record = at(NOW, "a", status, SESSION);
        insert(opened, List.of(record));

        VerificationRecord found = opened.table().find("a", record.id()).orElseThrow();

        assertThat(found)
            .usingRecursiveComparison()
            .as("all columns, bytes and the last digit of each number included")
            .isEqualTo(record);
        assertThat(CIPHER.decrypt(found.id(), found.personal()))
            .contains(RecordSamples.personal(SESSION));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void record_insertedAgain_staysAsItWas(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      VerificationRecord first = at(NOW, "a", Status.VERIFIED, SESSION);
      VerificationRecord other = at(NOW, "a", Status.REJECTED, SESSION);
      insert(opened, List.of(first));

      // What a writer does that has not learned how its commit ended.
      insert(opened, List.of(first, other));
      assertThat(opened.table().erase("a", first.id())).isEqualTo(VerificationTable.Erasure.ERASED);
      insert(opened, List.of(first));

      assertThat(list(opened, "a", null, null, 10))
          .containsExactlyInAnyOrder(first.id(), other.id());
      assertThat(opened.table().find("a", first.id()).orElseThrow().evidence())
          .isEqualTo(EvidenceState.ERASED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void record_thatWasVerifiedAgain_namesTheNewest(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      VerificationRecord original = at(NOW, "a", Status.VERIFIED, SESSION);
      VerificationRecord first = again(original, NOW + 1, "first");
      VerificationRecord second = again(original, NOW + 2, "second");
      insert(opened, List.of(original, second, first));
      // Whatever a run does: it has one result of a record.
      insert(opened, List.of(again(original, NOW + 3, "second")));

      VerificationRecord found = opened.table().find("a", original.id()).orElseThrow();
      VerificationRecord newest = opened.table().find("a", second.id()).orElseThrow();

      assertThat(found.reverifications()).isEqualTo(new Reverifications(null, null, second.id()));
      assertThat(newest.reverifications())
          .isEqualTo(new Reverifications(original.id(), "second", null));
      assertThat(list(opened, "a", null, null, 10))
          .containsExactly(second.id(), first.id(), original.id());
    }
  }

  private static VerificationRecord again(VerificationRecord original, long millis, String run) {
    VerificationRecord one = at(millis, "a", Status.REJECTED, SESSION);
    return new VerificationRecord(
        one.id(),
        one.client(),
        Channel.BATCH,
        one.createdAt(),
        one.concludedAt(),
        one.status(),
        one.confidence(),
        one.attackType(),
        one.degraded(),
        one.failedModule(),
        one.failure(),
        one.modules(),
        one.documentType(),
        one.documentCountry(),
        one.evidence(),
        one.personal(),
        new Reverifications(original.id(), run, null));
  }

  @ParameterizedTest
  @EnumSource
  void record_ofAnotherClient_isNotThere(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      VerificationRecord record = at(NOW, "a", Status.VERIFIED, SESSION);
      insert(opened, List.of(record));

      assertThat(opened.table().find("b", record.id())).isEmpty();
      assertThat(opened.table().erase("b", record.id()))
          .isEqualTo(VerificationTable.Erasure.NOT_FOUND);
      assertThat(list(opened, "b", null, null, 10)).isEmpty();
      assertThat(opened.table().find("a", record.id()).orElseThrow().personal()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void pages_ofManyRecords_haveEachOnceNewestFirst(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      List<VerificationRecord> all = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        // Several in one millisecond.
        all.add(at(NOW + i / 7, "a", STATUSES.get(i % 4)));
      }
      List<VerificationRecord> shuffled = new ArrayList<>(all);
      Collections.shuffle(shuffled, new Random(1));
      insert(opened, shuffled);
      insert(opened, List.of(at(NOW + 3, "b", Status.VERIFIED)));

      List<UUID> paged = new ArrayList<>();
      List<UUID> page;
      do {
        UUID before = paged.isEmpty() ? null : paged.get(paged.size() - 1);
        page = list(opened, "a", null, before, 33);
        paged.addAll(page);
      } while (!page.isEmpty());

      List<UUID> expected = new ArrayList<>(all.stream().map(VerificationRecord::id).toList());
      expected.sort(Collections.reverseOrder());
      assertThat(paged).isEqualTo(expected);
      assertThat(list(opened, "a", Status.ERROR, null, 200)).hasSize(125);
      assertThat(
              opened
                  .table()
                  .list(
                      new RecordQuery(
                          "a",
                          List.of(),
                          null,
                          UuidV7.first(NOW + 70),
                          UuidV7.first(NOW + 71),
                          50)))
          .as("from is part of it, to is not")
          .hasSize(7)
          .allSatisfy(r -> assertThat(r.createdAt().toEpochMilli()).isEqualTo(NOW + 70));
    }
  }

  @ParameterizedTest
  @EnumSource
  void session_isFoundByItsHash_underAnyKey(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      VerificationRecord of = at(NOW, "a", Status.VERIFIED, SESSION);
      insert(opened, List.of(of, at(NOW, "a", Status.VERIFIED)));
      List<byte[]> hashes =
          RecordSamples.keys(HistoryDatabases.key("k2", 2), HistoryDatabases.key("k1", 1))
              .sessionHashes("a", SESSION);

      assertThat(opened.table().list(new RecordQuery("a", hashes, null, null, null, 10)))
          .extracting(VerificationRecord::id)
          .containsExactly(of.id());
      assertThat(
              opened
                  .table()
                  .list(
                      new RecordQuery("b", KEYS.sessionHashes("b", SESSION), null, null, null, 10)))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void erasure_ofARecord_leavesItsOutcomeAlone(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      VerificationRecord record = at(NOW, "a", Status.REJECTED, SESSION);
      insert(opened, List.of(record));

      assertThat(opened.table().erase("a", record.id()))
          .isEqualTo(VerificationTable.Erasure.ERASED);
      assertThat(opened.table().erase("a", record.id()))
          .isEqualTo(VerificationTable.Erasure.UNCHANGED);

      VerificationRecord left = opened.table().find("a", record.id()).orElseThrow();
      assertThat(left)
          .usingRecursiveComparison()
          .ignoringFields("evidence", "personal")
          .isEqualTo(record);
      assertThat(left.evidence()).isEqualTo(EvidenceState.ERASED);
      assertThat(left.personal()).isNull();
      assertThat(
              opened
                  .table()
                  .list(
                      new RecordQuery("a", KEYS.sessionHashes("a", SESSION), null, null, null, 10)))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void purge_inBatches_deletesTheOldestOnly(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      List<VerificationRecord> old = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        old.add(at(NOW - 1 - i, "a", Status.VERIFIED));
      }
      VerificationRecord kept = at(NOW, "a", Status.VERIFIED);
      insert(opened, old);
      insert(opened, List.of(kept));
      UUID bound = UuidV7.first(NOW);

      assertThat(opened.table().purge(bound, 10)).isEqualTo(new Purged(10, true));
      assertThat(list(opened, "a", null, null, 100))
          .as("the oldest went first")
          .contains(old.get(0).id(), kept.id())
          .doesNotContain(old.get(24).id());
      assertThat(opened.table().purge(bound, 10)).isEqualTo(new Purged(10, true));
      assertThat(opened.table().purge(bound, 10)).isEqualTo(new Purged(5, false));
      assertThat(opened.table().purge(bound, 10)).isEqualTo(new Purged(0, false));
      assertThat(list(opened, "a", null, null, 100)).containsExactly(kept.id());
    }
  }

  @ParameterizedTest
  @EnumSource
  void probe_leavesNothing(Kind kind) throws Exception {
    try (Opened opened = kind.open();
        Connection writer = opened.writer()) {
      opened.database().probe(writer, UuidV7.of(NOW));

      assertThat(list(opened, "", null, null, 10)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void batch_withARecordThatIsRefused_insertsNone(Kind kind) throws Exception {
    try (Opened opened = kind.open();
        Connection writer = opened.writer()) {
      VerificationRecord good = at(NOW, "a", Status.VERIFIED);
      VerificationRecord tooLong = at(NOW, "x".repeat(64), Status.VERIFIED);

      SqlFailure failure = null;
      try {
        opened.database().insert(writer, List.of(good, tooLong));
      } catch (SQLException e) {
        failure = SqlFailure.of(e);
        writer.rollback();
      }

      assertThat(failure).isNotNull();
      assertThat(failure.kind()).isEqualTo(SqlFailure.Kind.DATA);
      assertThat(list(opened, "a", null, null, 10)).isEmpty();
    }
  }

  private static void insert(Opened opened, List<VerificationRecord> records) throws Exception {
    try (Connection writer = opened.writer()) {
      opened.database().insert(writer, records);
    }
  }

  private static List<UUID> list(
      Opened opened, String client, Status status, UUID before, int limit) {
    return opened
        .table()
        .list(new RecordQuery(client, List.of(), status, null, before, limit))
        .stream()
        .map(VerificationRecord::id)
        .toList();
  }
}
