package io.kycgateway.history.database;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Deletes runs of the re-verification over the history, with their items. A run is marked first: it
 * counts as complete then, and no worker joins what is being deleted. Safe for use by many threads.
 */
public final class RunPurge {
  private static final String EXPIRED = "expired";

  // One that was abandoned is open for ever; all of its records are deleted by now.
  private static final String MARK =
      "UPDATE reverification_run SET state = :expired,"
          + " completed_at = COALESCE(completed_at, started_at)"
          + " WHERE state <> :expired AND started_at < :before"
          + " AND (completed_at < :before OR (completed_at IS NULL"
          + " AND (publisher_until IS NULL OR publisher_until < :before)"
          + " AND NOT EXISTS (SELECT 1 FROM reverification_item i"
          + " WHERE i.run = reverification_run.name AND i.closed_at >= :before)"
          + " AND NOT EXISTS (SELECT 1 FROM reverification_item i"
          + " WHERE i.run = reverification_run.name AND i.state = 'leased'"
          + " AND i.lease_until >= :before)))";

  private final Jdbi jdbi;

  RunPurge(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * What one batch deleted.
   *
   * @param items how many items
   * @param runs how many runs, whose items are all deleted: 0 or 1
   * @param mayHaveMore whether it found a run at all. What it found another instance may have
   *     deleted meanwhile
   */
  public record Purged(int items, int runs, boolean mayHaveMore) {}

  /**
   * Deletes items of a run that ended before a time, or the run itself once it has none. A run that
   * never ended counts from its last sign of life.
   *
   * @param limit how many items at most
   * @throws DatabaseUnavailableException if the database does not answer
   */
  public Purged purge(Instant before, int limit) {
    return VerificationTable.with(
        jdbi, handle -> handle.inTransaction(transaction -> purge(transaction, before, limit)));
  }

  private static Purged purge(Handle handle, Instant before, int limit) {
    handle
        .createUpdate(MARK)
        .bind("expired", EXPIRED)
        .bind("before", before.atOffset(ZoneOffset.UTC))
        .execute();
    Optional<String> run =
        handle
            .createQuery(
                "SELECT name FROM reverification_run WHERE state = :expired"
                    + " ORDER BY started_at, name LIMIT 1")
            .bind("expired", EXPIRED)
            .mapTo(String.class)
            .findOne();
    if (run.isEmpty()) {
      return new Purged(0, 0, false);
    }
    List<Long> items =
        handle
            .createQuery(
                "SELECT item FROM reverification_item WHERE run = :run ORDER BY item LIMIT :limit")
            .bind("run", run.get())
            .bind("limit", limit)
            .mapTo(Long.class)
            .list();
    if (items.isEmpty()) {
      int runs =
          handle
              .createUpdate("DELETE FROM reverification_run WHERE name = :run")
              .bind("run", run.get())
              .execute();
      return new Purged(0, runs, true);
    }
    int deleted =
        handle
            .createUpdate("DELETE FROM reverification_item WHERE run = :run AND item <= :last")
            .bind("run", run.get())
            .bind("last", items.get(items.size() - 1))
            .execute();
    return new Purged(deleted, 0, true);
  }
}
