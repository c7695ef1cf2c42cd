package io.kycgateway.reverify.history.database;

import io.kycgateway.common.UuidV7;
import io.kycgateway.common.WireName;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Fixes the items of a run: one statement, numbered in the order of the records' acceptance. */
final class SelectionQuery {
  private static final String INSERT =
      "INSERT INTO reverification_item (run, item, verification, previous_status, ground_truth,"
          + " ground_truth_attack, state, lease_token, attempts, micros, saw_attack, is_degraded)"
          + " SELECT CAST(:run AS VARCHAR(64)), ROW_NUMBER() OVER (ORDER BY id), id, status,"
          + " ground_truth, ground_truth_attack, '"
          + ItemState.OPEN.wireName()
          + "', 0, 0, 0, FALSE, FALSE FROM (SELECT id, status, ground_truth, ground_truth_attack"
          + " FROM verification WHERE reverifies IS NULL";

  private SelectionQuery() {}

  /**
   * Inserts the items.
   *
   * @param now the database's time: ages count from it on every host
   * @return how many there are
   */
  static int insertItems(Handle handle, String run, Selection selection, Instant now) {
    StringBuilder sql = new StringBuilder(INSERT);
    if (!selection.statuses().isEmpty()) {
      sql.append(" AND status IN (<statuses>)");
    }
    if (!selection.countries().isEmpty()) {
      sql.append(" AND document_country IN (<countries>)");
    }
    if (!selection.documentTypes().isEmpty()) {
      sql.append(" AND document_type IN (<types>)");
    }
    // An id says when its verification was accepted.
    if (selection.olderThan() != null) {
      sql.append(" AND id < :before");
    }
    if (selection.newerThan() != null) {
      sql.append(" AND id >= :from");
    }
    if (selection.isDegraded()) {
      sql.append(" AND degraded <> ''");
    }
    sql.append(" ORDER BY id");
    if (selection.limit() > 0) {
      sql.append(" LIMIT :limit");
    }
    return bound(handle.createUpdate(sql.append(") selected")), run, selection, now).execute();
  }

  private static Update bound(Update insert, String run, Selection selection, Instant now) {
    insert.bind("run", run);
    if (!selection.statuses().isEmpty()) {
      insert.bindList("statuses", selection.statuses().stream().map(WireName::wireName).toList());
    }
    if (!selection.countries().isEmpty()) {
      insert.bindList("countries", selection.countries().stream().toList());
    }
    if (!selection.documentTypes().isEmpty()) {
      insert.bindList("types", selection.documentTypes().stream().toList());
    }
    if (selection.olderThan() != null) {
      insert.bind("before", UuidV7.first(now.minus(selection.olderThan()).toEpochMilli()));
    }
    if (selection.newerThan() != null) {
      insert.bind("from", UuidV7.first(now.minus(selection.newerThan()).toEpochMilli()));
    }
    if (selection.limit() > 0) {
      insert.bind("limit", selection.limit());
    }
    return insert;
  }
}
