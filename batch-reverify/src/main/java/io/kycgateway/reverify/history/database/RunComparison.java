package io.kycgateway.reverify.history.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Two runs over the same records.
 *
 * @param transitions how many records went from one outcome in the first run to another in the
 *     second, by both; an outcome is a status, or an item's state without one
 * @param inFirstAlone records that the second run did not select
 * @param inSecondAlone records that the first run did not select
 */
public record RunComparison(
    Map<Transition, Long> transitions, long inFirstAlone, long inSecondAlone) {
  private static final String JOINED =
      " FROM reverification_item a JOIN reverification_item b"
          + " ON b.verification = a.verification AND b.run = :second WHERE a.run = :first";
  private static final String BEFORE = "COALESCE(a.status, a.state)";
  private static final String NOW = "COALESCE(b.status, b.state)";

  /** From one outcome to another. */
  public record Transition(String before, String now) {}

  /**
   * A record whose outcomes differ.
   *
   * @param item its number in the first run
   * @param verification the record that both runs verified again
   */
  public record Changed(long item, UUID verification, String before, String now) {}

  /** Compares two runs, within the handle's transaction. */
  public static RunComparison of(Handle handle, String first, String second) {
    Map<Transition, Long> transitions = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT "
                + BEFORE
                + " AS before, "
                + NOW
                + " AS now_, COUNT(*) AS records"
                + JOINED
                + " GROUP BY "
                + BEFORE
                + ", "
                + NOW
                + " ORDER BY 1, 2")
        .bind("first", first)
        .bind("second", second)
        .map(
            (row, context) ->
                transitions.put(
                    new Transition(row.getString("before"), row.getString("now_")),
                    row.getLong("records")))
        .list();
    return new RunComparison(
        transitions, alone(handle, first, second), alone(handle, second, first));
  }

  private static long alone(Handle handle, String run, String other) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM reverification_item a WHERE a.run = :run AND NOT EXISTS"
                + " (SELECT 1 FROM reverification_item b"
                + " WHERE b.verification = a.verification AND b.run = :other)")
        .bind("run", run)
        .bind("other", other)
        .mapTo(Long.class)
        .one();
  }

  /**
   * The records whose outcomes differ, in the order of the first run.
   *
   * @param after the item of the first run that they follow; 0: from its first
   * @param limit how many at most
   */
  public static List<Changed> changed(
      Handle handle, String first, String second, long after, int limit) {
    return handle
        .createQuery(
            "SELECT a.item AS item, a.verification AS verification, "
                + BEFORE
                + " AS before, "
                + NOW
                + " AS now_"
                + JOINED
                + " AND a.item > :after AND "
                + BEFORE
                + " <> "
                + NOW
                + " ORDER BY a.item LIMIT :limit")
        .bind("first", first)
        .bind("second", second)
        .bind("after", after)
        .bind("limit", limit)
        .map(RunComparison::change)
        .list();
  }

  private static Changed change(ResultSet row, StatementContext context) throws SQLException {
    return new Changed(
        row.getLong("item"),
        row.getObject("verification", UUID.class),
        row.getString("before"),
        row.getString("now_"));
  }

  /** Records that both runs selected. */
  public long inBoth() {
    return transitions.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Records whose outcomes differ. */
  public long changed() {
    return transitions.entrySet().stream()
        .filter(entry -> !entry.getKey().before().equals(entry.getKey().now()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
