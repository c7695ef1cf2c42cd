package io.kycgateway.reverify.history.database;

import io.kycgateway.history.database.VerificationTable;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.results.RecordOutcome;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A closed item with its result.
 *
 * @param verification the record that was verified again
 * @param detail why there is no result; empty: there is one
 * @param resultId null: it was never verified
 * @param result null: there is none, or it is no longer kept
 */
public record ResultRow(
    RecordOutcome outcome,
    UUID verification,
    String detail,
    Instant closedAt,
    @Nullable UUID resultId,
    @Nullable VerificationRecord result) {

  /**
   * The closed items that follow one, in their order.
   *
   * @param after the number of the item before; 0: from the first
   */
  public static List<ResultRow> page(Handle handle, String run, long after, int limit) {
    List<ResultRow> rows =
        handle
            .createQuery(
                "SELECT item, verification, previous_status, ground_truth, ground_truth_attack,"
                    + " status, attempts, micros, saw_attack, is_degraded, reason, detail, result,"
                    + " closed_at FROM reverification_item WHERE run = :run AND item > :after"
                    + " AND closed_at IS NOT NULL ORDER BY item LIMIT :limit")
            .bind("run", run)
            .bind("after", after)
            .bind("limit", limit)
            .map(
                (row, context) ->
                    new ResultRow(
                        ItemRow.outcome(row),
                        row.getObject("verification", UUID.class),
                        Objects.requireNonNullElse(row.getString("detail"), ""),
                        row.getObject("closed_at", OffsetDateTime.class).toInstant(),
                        row.getObject("result", UUID.class),
                        null))
            .list();
    Map<UUID, VerificationRecord> records = new HashMap<>();
    VerificationTable.findAll(
            handle, rows.stream().map(ResultRow::resultId).filter(Objects::nonNull).toList())
        .forEach(record -> records.put(record.id(), record));
    return rows.stream().map(row -> row.with(records)).toList();
  }

  private ResultRow with(Map<UUID, VerificationRecord> records) {
    return new ResultRow(
        outcome,
        verification,
        detail,
        closedAt,
        resultId,
        resultId == null ? null : records.get(resultId));
  }
}
