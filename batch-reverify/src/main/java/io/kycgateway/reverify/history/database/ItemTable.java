package io.kycgateway.reverify.history.database;

import io.kycgateway.history.database.VerificationTable;
import io.kycgateway.history.record.VerificationRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * How workers share the items of a run, each statement within the handle's transaction. A claim
 * lasts until the end of its lease and raises the item's token, which fences off the worker that
 * had it before.
 */
public final class ItemTable {
  private static final String SELECT =
      "SELECT item, verification, lease_token, previous_status, ground_truth, ground_truth_attack"
          + " FROM reverification_item WHERE run = :run AND ";

  // Not its own: what a worker still verifies it would verify twice.
  private static final String ENDED =
      " AND lease_until < CURRENT_TIMESTAMP AND lease_owner <> :owner";

  private static final String MINE =
      " WHERE run = :run AND " + ItemState.LEASED.condition() + " AND lease_owner = :owner";

  private ItemTable() {}

  /**
   * Claims items: first those whose worker let its lease end, then open ones. None may be a matter
   * of the moment: other workers may be at those that are left.
   *
   * @param limit how many at most
   */
  public static List<ClaimedItem> claim(Handle handle, String run, Lease lease, int limit) {
    List<ClaimedItem> found =
        lockFree(handle, run, ItemState.LEASED.condition() + ENDED, limit)
            .bind("owner", lease.owner())
            .map(ItemTable::item)
            .collect(Collectors.toCollection(ArrayList::new));
    if (found.size() < limit) {
      found.addAll(
          lockFree(handle, run, ItemState.OPEN.condition(), limit - found.size())
              .map(ItemTable::item)
              .list());
    }
    if (found.isEmpty()) {
      return found;
    }
    lease(handle, run, lease, found);
    return withRecords(
        handle,
        found.stream()
            .map(
                one ->
                    new ClaimedItem(
                        one.item(), one.verification(), one.token() + 1, one.labels(), null))
            .toList());
  }

  // One by one, in a batch: for a list of items PostgreSQL reads all of a run that it has no
  // statistics of yet.
  private static void lease(Handle handle, String run, Lease lease, List<ClaimedItem> items) {
    PreparedBatch batch =
        handle.prepareBatch(
            "UPDATE reverification_item SET state = :leased, lease_owner = :owner,"
                + " lease_token = lease_token + 1, lease_until = "
                + Lease.END
                + " WHERE run = :run AND item = :item");
    for (ClaimedItem one : items) {
      batch
          .bind("leased", ItemState.LEASED.wireName())
          .bind("owner", lease.owner())
          .bind("seconds", lease.seconds())
          .bind("run", run)
          .bind("item", one.item())
          .add();
    }
    int[] unused = batch.execute();
  }

  private static Query lockFree(Handle handle, String run, String condition, int limit) {
    return handle
        .createQuery(SELECT + condition + " ORDER BY item LIMIT :limit FOR UPDATE SKIP LOCKED")
        .bind("run", run)
        .bind("limit", limit);
  }

  /** The items that a worker has: after a claim of which it never learned whether it succeeded. */
  public static List<ClaimedItem> of(Handle handle, String run, String owner) {
    return withRecords(
        handle,
        handle
            .createQuery(
                SELECT + ItemState.LEASED.condition() + " AND lease_owner = :owner ORDER BY item")
            .bind("run", run)
            .bind("owner", owner)
            .map(ItemTable::item)
            .list());
  }

  private static ClaimedItem item(ResultSet row, StatementContext context) throws SQLException {
    return new ClaimedItem(
        row.getLong("item"),
        row.getObject("verification", UUID.class),
        row.getLong("lease_token"),
        ItemRow.labels(row),
        null);
  }

  private static List<ClaimedItem> withRecords(Handle handle, List<ClaimedItem> items) {
    Map<UUID, VerificationRecord> records = new HashMap<>();
    for (VerificationRecord record :
        VerificationTable.findAll(handle, items.stream().map(ClaimedItem::verification).toList())) {
      records.put(record.id(), record);
    }
    return items.stream()
        .map(
            one ->
                new ClaimedItem(
                    one.item(),
                    one.verification(),
                    one.token(),
                    one.labels(),
                    records.get(one.verification())))
        .toList();
  }

  /** Whether items are neither closed nor of this worker: it must wait for them. */
  public static boolean isAnyLeftToOthers(Handle handle, String run, String owner) {
    return handle
        .createQuery(
            "SELECT "
                + first(ItemState.OPEN.condition())
                + " IS NOT NULL OR "
                + first(ItemState.LEASED.condition() + " AND lease_owner <> :owner")
                + " IS NOT NULL")
        .bind("run", run)
        .bind("owner", owner)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * The number of the first item of a run with a condition, null without one. Not EXISTS: that one
   * may read the table until it finds what the statistics promise.
   */
  static String first(String condition) {
    return "(SELECT item FROM reverification_item WHERE run = :run AND "
        + condition
        + " ORDER BY item LIMIT 1)";
  }

  /** Extends the leases of a worker, of those items that it still has. */
  public static void renew(Handle handle, String run, Lease lease) {
    handle
        .createUpdate("UPDATE reverification_item SET lease_until = " + Lease.END + MINE)
        .bind("seconds", lease.seconds())
        .bind("run", run)
        .bind("owner", lease.owner())
        .execute();
  }

  /**
   * Gives back what a worker has and will not verify, for others to claim at once.
   *
   * @return how many items
   */
  public static int release(Handle handle, String run, String owner) {
    return handle
        .createUpdate(
            "UPDATE reverification_item SET state = :open, lease_owner = NULL, lease_until = NULL"
                + MINE)
        .bind("open", ItemState.OPEN.wireName())
        .bind("run", run)
        .bind("owner", owner)
        .execute();
  }
}
