package io.kycgateway.history.database;

import io.kycgateway.history.record.EncryptedData;
import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.Reverifications;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Inserts records. On a plain connection, because it is what every verification pays for. A record
 * that is there already, because the end of its first commit was never learned, stays as it is.
 */
final class RecordInsert {
  private static final String INSERT =
      "INSERT INTO verification (id, client, channel, created_at, concluded_at, status, confidence,"
          + " attack_type, degraded, failed_module, failure, modules, document_type,"
          + " document_country, evidence, key_id, session_hash, device_hash, personal,"
          + " reverifies, run)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  private static final String DELETE = "DELETE FROM verification WHERE id = ?";

  private RecordInsert() {}

  /** Inserts all of them, or none; they are durable when this returns. */
  static void insert(Connection connection, List<VerificationRecord> records) throws SQLException {
    if (records.size() == 1) {
      // A statement that is a transaction of its own: one answer of the database to wait for, not
      // two.
      connection.setAutoCommit(true);
      try {
        insertUncommitted(connection, records);
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(false);
        }
      }
    } else {
      insertUncommitted(connection, records);
      connection.commit();
    }
  }

  /**
   * Does what an insert needs, and leaves nothing: a database that is read-only, full, or without
   * the table fails here.
   */
  static void probe(Connection connection, UUID id) throws SQLException {
    Instant now = Instant.EPOCH;
    insertUncommitted(
        connection,
        List.of(
            new VerificationRecord(
                id,
                "",
                Channel.ONLINE,
                now,
                now,
                Status.ERROR,
                null,
                null,
                List.of(),
                null,
                null,
                Map.of(),
                "",
                "",
                EvidenceState.ERASED,
                null,
                Reverifications.NONE)));
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setObject(1, id);
      int unused = delete.executeUpdate();
    }
    connection.commit();
  }

  /** Inserts all of them, as a part of the connection's transaction. */
  static void insertUncommitted(Connection connection, List<VerificationRecord> records)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (VerificationRecord one : records) {
        bind(insert, one);
        insert.addBatch();
      }
      int[] unused = insert.executeBatch();
    }
  }

  private static void bind(PreparedStatement insert, VerificationRecord one) throws SQLException {
    @Nullable EncryptedData personal = one.personal();
    insert.setObject(1, one.id());
    insert.setString(2, one.client());
    insert.setString(3, one.channel().wireName());
    insert.setObject(4, one.createdAt().atOffset(ZoneOffset.UTC));
    insert.setObject(5, one.concludedAt().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    insert.setString(6, one.status().wireName());
    insert.setObject(7, one.confidence(), Types.DOUBLE);
    insert.setString(8, one.attackType() == null ? null : one.attackType().wireName());
    insert.setString(9, RecordMapper.names(one.degraded()));
    insert.setString(10, one.failedModule() == null ? null : one.failedModule().wireName());
    insert.setString(11, one.failure());
    insert.setString(12, ModulesJson.write(one.modules()));
    insert.setString(13, one.documentType());
    insert.setString(14, one.documentCountry());
    insert.setString(15, one.evidence().wireName());
    insert.setString(16, personal == null ? null : personal.keyId());
    insert.setBytes(17, personal == null ? null : personal.sessionHash());
    insert.setBytes(18, personal == null ? null : personal.deviceHash());
    insert.setBytes(19, personal == null ? null : personal.bytes());
    insert.setObject(20, one.reverifications().reverifies());
    insert.setString(21, one.reverifications().run());
  }
}
