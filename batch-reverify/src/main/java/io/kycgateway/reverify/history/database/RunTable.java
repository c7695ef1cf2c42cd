package io.kycgateway.reverify.history.database;

import io.kycgateway.common.EnumTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Statements on the table of runs, each within the handle's transaction. */
public final class RunTable {
  private static final String OPEN = "open";
  private static final String COMPLETE = "complete";

  private RunTable() {}

  /** The run of that name. */
  public static Optional<RunRecord> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT * FROM reverification_run WHERE name = :name")
        .bind("name", name)
        .map(RunTable::run)
        .findOne();
  }

  /** All runs, the latest first. */
  public static List<RunRecord> list(Handle handle) {
    return handle
        .createQuery("SELECT * FROM reverification_run ORDER BY started_at DESC, name")
        .map(RunTable::run)
        .list();
  }

  /**
   * Starts a run: its items are fixed from here on.
   *
   * @param objective its {@code --max-failures}
   * @return the run, whose items are none if nothing was selected
   */
  public static RunRecord create(
      Handle handle, String name, Selection selection, String objective, boolean isSimulated) {
    Instant now = now(handle);
    // First, so that of two workers that start one run together the second waits here, and joins.
    handle
        .createUpdate(
            "INSERT INTO reverification_run (name, selection, objective, state, items, started_at,"
                + " is_simulated, leases_lost, is_published)"
                + " VALUES (:name, :selection, :objective, :state, 0, CURRENT_TIMESTAMP,"
                + " :simulated, 0, FALSE)")
        .bind("name", name)
        .bind("selection", selection.toString())
        .bind("objective", objective)
        .bind("state", OPEN)
        .bind("simulated", isSimulated)
        .execute();
    int items = SelectionQuery.insertItems(handle, name, selection, now);
    handle
        .createUpdate("UPDATE reverification_run SET items = :items WHERE name = :name")
        .bind("items", items)
        .bind("name", name)
        .execute();
    return find(handle, name).orElseThrow();
  }

  /** Completes a run whose items are all closed; any other one stays as it is. */
  public static RunRecord completeIfDone(Handle handle, String name) {
    handle
        .createUpdate(
            "UPDATE reverification_run SET state = :complete, completed_at = CURRENT_TIMESTAMP"
                + " WHERE name = :run AND state = :open AND "
                + ItemTable.first(ItemState.OPEN.condition())
                + " IS NULL AND "
                + ItemTable.first(ItemState.LEASED.condition())
                + " IS NULL")
        .bind("complete", COMPLETE)
        .bind("open", OPEN)
        .bind("run", name)
        .execute();
    return find(handle, name).orElseThrow();
  }

  /** Counts results that were refused. */
  static void addLeasesLost(Handle handle, String name, int more) {
    handle
        .createUpdate(
            "UPDATE reverification_run SET leases_lost = leases_lost + :more WHERE name = :name")
        .bind("more", more)
        .bind("name", name)
        .execute();
  }

  /**
   * Takes or renews the right to push the run's metrics, which one worker has at a time, until
   * those of its end are pushed.
   *
   * @return false: another worker has it
   */
  public static boolean leasePublishing(Handle handle, String name, Lease lease) {
    return handle
            .createUpdate(
                "UPDATE reverification_run SET publisher = :owner, publisher_until = "
                    + Lease.END
                    + " WHERE name = :name AND NOT is_published"
                    + " AND (publisher IS NULL OR publisher = :owner"
                    + " OR publisher_until < CURRENT_TIMESTAMP)")
            .bind("name", name)
            .bind("owner", lease.owner())
            .bind("seconds", lease.seconds())
            .execute()
        > 0;
  }

  /** Gives that right back, and notes whether the metrics of the run's end were pushed. */
  public static void releasePublishing(
      Handle handle, String name, String owner, boolean isPublished) {
    handle
        .createUpdate(
            "UPDATE reverification_run SET publisher = NULL, publisher_until = NULL,"
                + " is_published = is_published OR :published"
                + " WHERE name = :name AND publisher = :owner")
        .bind("published", isPublished)
        .bind("name", name)
        .bind("owner", owner)
        .execute();
  }

  /** How many items are in each state. */
  public static EnumTable<ItemState, Long> states(Handle handle, String name) {
    Map<ItemState, Long> counts = new EnumMap<>(ItemState.class);
    handle
        .createQuery(
            "SELECT state, COUNT(*) AS items FROM reverification_item WHERE run = :run"
                + " GROUP BY state")
        .bind("run", name)
        .map(
            (row, context) ->
                counts.put(
                    ItemState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                    row.getLong("items")))
        .list();
    return EnumTable.of(ItemState.class, state -> counts.getOrDefault(state, 0L));
  }

  /** How many workers have items whose lease has not ended. */
  public static int workers(Handle handle, String name) {
    return handle
        .createQuery(
            "SELECT COUNT(DISTINCT lease_owner) FROM reverification_item WHERE run = :run"
                + " AND "
                + ItemState.LEASED.condition()
                + " AND lease_until >= CURRENT_TIMESTAMP")
        .bind("run", name)
        .mapTo(Integer.class)
        .one();
  }

  private static Instant now(Handle handle) {
    return handle
        .createQuery("SELECT CURRENT_TIMESTAMP")
        .map((row, context) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .one();
  }

  private static RunRecord run(ResultSet row, StatementContext context) throws SQLException {
    return new RunRecord(
        row.getString("name"),
        row.getString("selection"),
        row.getString("objective"),
        row.getLong("items"),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        instant(row, "completed_at"),
        row.getBoolean("is_simulated"),
        row.getLong("leases_lost"),
        row.getBoolean("is_published"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
