package io.kycgateway.history.database;

import static io.kycgateway.history.RecordSamples.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.common.UuidV7;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.HistoryDatabases.Opened;
import io.kycgateway.history.record.RecordQuery;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.verification.Status;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of records: what each filter finds, and what PostgreSQL reads for it. */
class RecordListIT {
  private static final long NOW = 1_764_000_000_123L;
  private static final int PAGE = 51;

  /**
   * Seven of ten are the client's, which has no MANUAL_REVIEW; others have it in a third of theirs.
   * A client of a tenth sends nothing in the second half of the time.
   */
  private static final String FILL =
      """
      INSERT INTO verification (id, client, channel, created_at, concluded_at, status, degraded,
        modules, document_type, document_country, evidence)
      SELECT CAST('00000000-0000-7000-8000-' || LPAD(TO_HEX(i), 12, '0') AS UUID),
        CASE WHEN i % 10 < 7 THEN 'client' WHEN i % 10 = 9 AND i < 30000 THEN 'ended' ELSE 'other' END,
        'online', now(), now(),
        CASE WHEN i % 10 >= 7 AND i % 3 = 0 THEN 'MANUAL_REVIEW' ELSE 'VERIFIED' END,
        '', '{}', 'passport', 'ESP', 'stored'
      FROM generate_series(1, 60000) i
      """;

  @ParameterizedTest
  @EnumSource
  void list_byEachFilter_isWhatTheFilterFindsInMemory(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      List<VerificationRecord> all = new ArrayList<>();
      for (String client : List.of("a", "b", "c")) {
        for (Status status : Status.values()) {
          for (int i = 0; i < 20; i++) {
            all.add(at(NOW + i, client, status));
          }
        }
      }
      try (Connection writer = opened.writer()) {
        opened.database().insert(writer, all);
      }
      List<UUID> bounds = Arrays.asList(null, UuidV7.first(NOW + 5), all.get(150).id());
      for (Status status : Arrays.asList(null, Status.ERROR, Status.REJECTED, Status.VERIFIED)) {
        for (UUID from : bounds) {
          for (UUID before : bounds) {
            RecordQuery query = new RecordQuery("b", List.of(), status, from, before, 30);

            assertThat(opened.table().list(query))
                .extracting(VerificationRecord::id)
                .as(query.toString())
                .isEqualTo(inMemory(all, query));
          }
        }
      }
    }
  }

  private static List<UUID> inMemory(List<VerificationRecord> all, RecordQuery query) {
    return all.stream()
        .filter(one -> one.client().equals(query.client()))
        .filter(one -> query.status() == null || one.status() == query.status())
        .map(VerificationRecord::id)
        .filter(id -> query.from() == null || id.compareTo(query.from()) >= 0)
        .filter(id -> query.before() == null || id.compareTo(query.before()) < 0)
        .sorted(Comparator.reverseOrder())
        .limit(query.limit())
        .toList();
  }

  @Test
  void list_ofAStatusThatTheClientDoesNotHave_readsNoRows() throws Exception {
    try (Opened opened = filled()) {
      assertThat(read(opened, "client", Status.MANUAL_REVIEW, id(28_000), id(33_000))).isZero();
    }
  }

  @Test
  void list_ofAClientThatSendsNothingAnyMore_readsNoOthersRows() throws Exception {
    try (Opened opened = filled()) {
      assertThat(read(opened, "ended", null, id(35_000), id(60_000))).isZero();
      assertThat(read(opened, "ended", null, null, null)).isEqualTo(PAGE);
      assertThat(read(opened, "ended", Status.VERIFIED, null, null)).isEqualTo(PAGE);
    }
  }

  @Test
  void list_ofAPageInTheMiddle_readsThatPage() throws Exception {
    try (Opened opened = filled()) {
      assertThat(read(opened, "client", Status.VERIFIED, null, id(30_000))).isEqualTo(PAGE);
      assertThat(read(opened, "client", null, id(20_000), id(30_000))).isEqualTo(PAGE);
    }
  }

  private static Opened filled() throws Exception {
    Opened opened = Kind.POSTGRESQL.open();
    TestSchema.execute(opened.configuration(), FILL, "VACUUM ANALYZE verification");
    return opened;
  }

  private static UUID id(int number) {
    return UUID.fromString("00000000-0000-7000-8000-%012x".formatted(number));
  }

  private static long read(Opened opened, String client, Status status, UUID from, UUID before)
      throws Exception {
    RecordQuery query = new RecordQuery(client, List.of(), status, from, before, PAGE);
    return opened
        .jdbi()
        .inTransaction(
            handle -> RowsRead.during(handle, "verification", () -> opened.table().list(query)));
  }
}
