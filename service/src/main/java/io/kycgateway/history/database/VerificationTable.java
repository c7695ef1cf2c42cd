package io.kycgateway.history.database;

import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.RecordQuery;
import io.kycgateway.history.record.VerificationRecord;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads, erases and purges records. Safe for use by many threads. */
public final class VerificationTable {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationTable.class);
  private static final RecordMapper MAPPER = new RecordMapper();
  private static final String SELECT =
      "SELECT " + RecordMapper.COLUMNS + " FROM verification v WHERE ";

  private static final UUID LEAST = new UUID(0, 0);
  private static final UUID GREATEST = new UUID(-1, -1);

  private final Jdbi jdbi;
  private final DatabaseKind kind;

  VerificationTable(Jdbi jdbi, DatabaseKind kind) {
    this.jdbi = jdbi;
    this.kind = kind;
  }

  /**
   * The record of that id, if it is that client's.
   *
   * @throws DatabaseUnavailableException if the database does not answer
   */
  public Optional<VerificationRecord> find(String client, UUID id) {
    return with(
        handle ->
            handle
                .createQuery(SELECT + "id = :id AND client = :client")
                .bind("id", id)
                .bind("client", client)
                .map(MAPPER)
                .findOne());
  }

  /** The records of those ids, of any client, in no order, within the handle's transaction. */
  public static List<VerificationRecord> findAll(Handle handle, Collection<UUID> ids) {
    return ids.isEmpty()
        ? List.of()
        : handle
            .createQuery(SELECT + "v.id IN (<ids>)")
            .bindList("ids", List.copyOf(ids))
            .map(MAPPER)
            .list();
  }

  /**
   * A page of records, newest first.
   *
   * @throws DatabaseUnavailableException if the database does not answer
   */
  public List<VerificationRecord> list(RecordQuery query) {
    return with(handle -> bound(handle, query).map(MAPPER).list());
  }

  private Query bound(Handle handle, RecordQuery query) {
    boolean hasStatus = query.status() != null;
    String condition =
        query.sessionHashes().isEmpty()
            ? kind.newestFirst(hasStatus ? List.of("client", "status") : List.of("client"))
            : "client = :client AND session_hash IN (<sessions>)"
                + (hasStatus ? " AND status = :status" : "")
                + " AND id >= :from AND id < :before ORDER BY id DESC";
    Query bound =
        handle
            .createQuery(SELECT + condition + " LIMIT :limit")
            .bind("client", query.client())
            .bind("from", Objects.requireNonNullElse(query.from(), LEAST))
            .bind("before", Objects.requireNonNullElse(query.before(), GREATEST))
            .bind("limit", query.limit());
    if (!query.sessionHashes().isEmpty()) {
      bound.bindList("sessions", query.sessionHashes());
    }
    if (query.status() != null) {
      bound.bind("status", query.status().wireName());
    }
    return bound;
  }

  /** What became of an erasure. */
  public enum Erasure {
    ERASED,
    /** It was erased before. */
    UNCHANGED,
    /** The client has no such record. */
    NOT_FOUND
  }

  /**
   * Erases what is personal in a record and in those that verify it again, if it is that client's.
   *
   * @throws DatabaseUnavailableException if the database does not answer
   */
  public Erasure erase(String client, UUID id) {
    return with(
        handle ->
            handle.inTransaction(
                transaction -> {
                  int erased = erase(transaction, "id", client, id);
                  // A statement of its own: what a run inserts while the first one waits for the
                  // lock of the record, it would not see.
                  erased += erase(transaction, "reverifies", client, id);
                  if (erased > 0) {
                    return Erasure.ERASED;
                  }
                  return find(client, id).isPresent() ? Erasure.UNCHANGED : Erasure.NOT_FOUND;
                }));
  }

  private static int erase(Handle handle, String column, String client, UUID id) {
    return handle
        .createUpdate(
            "UPDATE verification SET evidence = :erased, key_id = NULL,"
                + " session_hash = NULL, device_hash = NULL, personal = NULL WHERE "
                + column
                + " = :id AND client = :client AND evidence <> :erased")
        .bind("erased", EvidenceState.ERASED.wireName())
        .bind("id", id)
        .bind("client", client)
        .execute();
  }

  /**
   * What one batch of a purge did.
   *
   * @param records how many it deleted; fewer than it found, if another instance deleted some of
   *     them meanwhile
   * @param mayHaveMore whether it found as many as it may
   */
  public record Purged(int records, boolean mayHaveMore) {}

  /**
   * Deletes the oldest records below an id, a few at a time.
   *
   * @param limit how many at most
   * @throws DatabaseUnavailableException if the database does not answer
   */
  public Purged purge(UUID before, int limit) {
    return with(
        handle -> {
          List<UUID> oldest =
              handle
                  .createQuery(
                      "SELECT id FROM verification WHERE id < :before ORDER BY id LIMIT :limit")
                  .bind("before", before)
                  .bind("limit", limit)
                  .mapTo(UUID.class)
                  .list();
          if (oldest.isEmpty()) {
            return new Purged(0, false);
          }
          // By the last of them: H2 reads a subquery again after each row that it deletes.
          int deleted =
              handle
                  .createUpdate("DELETE FROM verification WHERE id <= :last")
                  .bind("last", oldest.get(oldest.size() - 1))
                  .execute();
          return new Purged(deleted, oldest.size() == limit);
        });
  }

  /** The purge of runs over these records. */
  public RunPurge runs() {
    return new RunPurge(jdbi);
  }

  private <T> T with(Function<Handle, T> work) {
    return with(jdbi, work);
  }

  // No exception of the library leaves: their messages have the statement's values.
  static <T> T with(Jdbi jdbi, Function<Handle, T> work) {
    try {
      return jdbi.withHandle(work::apply);
    } catch (JdbiException e) {
      SqlFailure failure = SqlFailure.of(e);
      LOG.warn("history: the database failed (SQLSTATE {})", failure.state());
      throw new DatabaseUnavailableException(failure);
    }
  }
}
