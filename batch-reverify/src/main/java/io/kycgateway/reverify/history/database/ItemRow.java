package io.kycgateway.reverify.history.database;

import io.kycgateway.common.WireName;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads what statistics need of an item. */
final class ItemRow {
  private ItemRow() {}

  static Labels labels(ResultSet row) throws SQLException {
    return new Labels(
        member(row.getString("previous_status"), Status.values()),
        member(row.getString("ground_truth"), GroundTruth.values()),
        member(row.getString("ground_truth_attack"), AttackType.values()));
  }

  /** The outcome of a closed item. */
  static RecordOutcome outcome(ResultSet row) throws SQLException {
    return new RecordOutcome(
        row.getLong("item"),
        member(row.getString("status"), Status.values()),
        labels(row),
        row.getInt("attempts"),
        row.getLong("micros"),
        row.getBoolean("saw_attack"),
        row.getBoolean("is_degraded"),
        member(row.getString("reason"), DeadLetterReason.values()));
  }

  private static <E extends WireName> @Nullable E member(@Nullable String name, E[] members) {
    if (name == null) {
      return null;
    }
    for (E member : members) {
      if (member.wireName().equals(name)) {
        return member;
      }
    }
    throw new IllegalStateException("an item holds a value that this version does not know");
  }
}
