package io.kycgateway.reverify.history.database;

import io.kycgateway.history.RecordFactory;
import io.kycgateway.history.database.Database;
import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.Reverifications;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.results.RecordOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Closes items with their results: the record of the new verification and the end of the item are
 * one transaction, the handle's. Who has lost an item in the meantime changes nothing of it.
 */
public final class ItemClosing {
  private static final int MAX_DETAIL = 300;
  private static final String CLOSE =
      "UPDATE reverification_item SET state = :state, reason = :reason, detail = :detail,"
          + " status = :status, attempts = :attempts, micros = :micros, saw_attack = :attack,"
          + " is_degraded = :degraded, result = CAST(:result AS UUID), closed_at = CURRENT_TIMESTAMP,"
          + " lease_until = NULL WHERE run = :run AND item = :item AND lease_token = :token"
          + " AND "
          + ItemState.LEASED.condition();

  private final Database database;
  private final RecordFactory records;

  /**
   * @param records makes the records, with the keys in force
   */
  public ItemClosing(Database database, RecordFactory records) {
    this.database = database;
    this.records = records;
  }

  /**
   * Closes items. Again after a commit of which the end was never learned is the same as once.
   *
   * @return the numbers of those that another worker had taken over: they are as they were
   */
  public Set<Long> close(Handle handle, String run, List<ItemResult> unsorted) throws SQLException {
    // In one order everywhere: no two transactions wait for each other.
    List<ItemResult> results =
        unsorted.stream().sorted(Comparator.comparingLong(one -> one.item().item())).toList();
    int[] closed = update(handle, run, results);
    List<ItemResult> refused = new ArrayList<>();
    List<ItemResult> verified = new ArrayList<>();
    for (int i = 0; i < closed.length; i++) {
      if (closed[i] == 0) {
        refused.add(results.get(i));
      } else if (results.get(i).verification() != null) {
        verified.add(results.get(i));
      }
    }
    insertRecords(handle, run, verified);
    Set<Long> lost = lost(handle, run, refused);
    if (!lost.isEmpty()) {
      RunTable.addLeasesLost(handle, run, lost.size());
    }
    return lost;
  }

  private static int[] update(Handle handle, String run, List<ItemResult> results) {
    PreparedBatch batch = handle.prepareBatch(CLOSE);
    for (ItemResult one : results) {
      RecordOutcome outcome = one.outcome();
      batch
          .bind("state", ItemState.of(outcome).wireName())
          .bind("reason", outcome.reason() == null ? null : outcome.reason().wireName())
          .bind("detail", detail(one))
          .bind("status", outcome.status() == null ? null : outcome.status().wireName())
          .bind("attempts", outcome.attempts())
          .bind("micros", outcome.micros())
          .bind("attack", outcome.sawAttack())
          .bind("degraded", outcome.isDegraded())
          .bind("result", resultId(one))
          .bind("run", run)
          .bind("item", one.item().item())
          .bind("token", one.item().token())
          .add();
    }
    return batch.execute();
  }

  private static @Nullable String detail(ItemResult one) {
    String detail = one.detail();
    return detail.isEmpty() ? null : detail.substring(0, Math.min(MAX_DETAIL, detail.length()));
  }

  private static @Nullable UUID resultId(ItemResult one) {
    return one.verification() == null ? null : UUID.fromString(one.verification().accepted().id());
  }

  private void insertRecords(Handle handle, String run, List<ItemResult> verified)
      throws SQLException {
    if (verified.isEmpty()) {
      return;
    }
    Set<UUID> kept = lockKept(handle, verified);
    List<VerificationRecord> inserted = new ArrayList<>();
    for (ItemResult one : verified) {
      VerificationRecord original = Objects.requireNonNull(one.item().record());
      VerificationRecord record =
          records.record(
              original.client(),
              Objects.requireNonNull(one.verification()),
              new Reverifications(original.id(), run, null));
      inserted.add(kept.contains(original.id()) ? record : record.erased());
    }
    database.insertUncommitted(handle.getConnection(), inserted);
  }

  // Locked until the commit: an erasure of the original finds its re-verification, or has been.
  private static Set<UUID> lockKept(Handle handle, List<ItemResult> verified) {
    return new HashSet<>(
        handle
            .createQuery(
                "SELECT id FROM verification WHERE id IN (<ids>) AND evidence = :stored"
                    + " ORDER BY id FOR UPDATE")
            .bindList("ids", verified.stream().map(one -> one.item().verification()).toList())
            .bind("stored", EvidenceState.STORED.wireName())
            .mapTo(UUID.class)
            .list());
  }

  // Its own token on a closed item: it was this worker that closed it, in a commit before.
  private static Set<Long> lost(Handle handle, String run, List<ItemResult> refused) {
    if (refused.isEmpty()) {
      return Set.of();
    }
    Set<String> closedByUs =
        handle
            .createQuery(
                "SELECT item, lease_token FROM reverification_item WHERE run = :run"
                    + " AND item IN (<items>) AND closed_at IS NOT NULL")
            .bind("run", run)
            .bindList("items", refused.stream().map(one -> one.item().item()).toList())
            .map((row, context) -> row.getLong("item") + " " + row.getLong("lease_token"))
            .collect(Collectors.toSet());
    return refused.stream()
        .map(ItemResult::item)
        .filter(item -> !closedByUs.contains(item.item() + " " + item.token()))
        .map(ClaimedItem::item)
        .collect(Collectors.toSet());
  }
}
