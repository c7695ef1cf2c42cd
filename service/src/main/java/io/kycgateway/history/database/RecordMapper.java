package io.kycgateway.history.database;

import io.kycgateway.history.record.EncryptedData;
import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.Reverifications;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads a record from a row. */
final class RecordMapper implements RowMapper<VerificationRecord> {
  private static final String REVERIFIED_BY = "reverified_by";

  /** What to select for this mapper, from the table as {@code v}. */
  static final String COLUMNS =
      "v.*, (SELECT newest.id FROM verification newest WHERE newest.reverifies = v.id"
          + " ORDER BY newest.id DESC LIMIT 1) AS "
          + REVERIFIED_BY;

  private static final String SEPARATOR = ",";

  /** The column of several modules. */
  static String names(List<ModuleName> modules) {
    return modules.stream().map(ModuleName::wireName).collect(Collectors.joining(SEPARATOR));
  }

  @Override
  public VerificationRecord map(ResultSet row, StatementContext context) throws SQLException {
    double confidence = row.getDouble("confidence");
    boolean hasConfidence = !row.wasNull();
    String attack = row.getString("attack_type");
    String module = row.getString("failed_module");
    return new VerificationRecord(
        row.getObject("id", UUID.class),
        row.getString("client"),
        Channel.valueOf(upperCase(row.getString("channel"))),
        instant(row, "created_at"),
        instant(row, "concluded_at"),
        Status.valueOf(row.getString("status")),
        hasConfidence ? confidence : null,
        attack == null ? null : AttackType.valueOf(upperCase(attack)),
        modules(row.getString("degraded")),
        module == null ? null : module(module),
        row.getString("failure"),
        ModulesJson.read(row.getString("modules")),
        row.getString("document_type"),
        row.getString("document_country"),
        EvidenceState.of(row.getString("evidence")),
        personal(row),
        new Reverifications(
            row.getObject("reverifies", UUID.class),
            row.getString("run"),
            row.getObject(REVERIFIED_BY, UUID.class)));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable EncryptedData personal(ResultSet row) throws SQLException {
    String keyId = row.getString("key_id");
    return keyId == null
        ? null
        : new EncryptedData(
            keyId,
            row.getBytes("session_hash"),
            row.getBytes("device_hash"),
            row.getBytes("personal"));
  }

  private static List<ModuleName> modules(String names) {
    return names.isEmpty()
        ? List.of()
        : Arrays.stream(names.split(SEPARATOR, -1)).map(RecordMapper::module).toList();
  }

  private static ModuleName module(String wireName) {
    return ModuleName.valueOf(upperCase(wireName));
  }

  private static String upperCase(String wireName) {
    return wireName.toUpperCase(Locale.ROOT);
  }
}
