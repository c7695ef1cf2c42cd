package io.kycgateway.reverify.history.database;

import io.kycgateway.history.database.VerificationTable;
import io.kycgateway.history.record.VerificationRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * How workers share the items of a run, each statement within the handle's transaction. A claim
 * lasts until the end of its lease and raises the item's token, which fences off the worker that
 * had it before.
 */
public final class ItemTable {
  private static final String SELECT =
      "SELECT item, verification, lease_token, previous_status, ground_truth, ground_truth_attack"
          + " FROM reverification_item WHERE run = :run AND state = :state ";

  // Not its own: what a worker still verifies it would verify twice.
  private static final String ENDED =
      "AND lease_until < CURRENT_TIMESTAMP AND lease_owner <> :owner ";

  private ItemTable() {}

  /**
   * Claims items: first those whose worker let its lease end, then open ones. None may be a matter
   * of the moment: other workers may be at those that are left.
   *
   * @param limit how many at most
   */
  public static List<ClaimedItem> claim(Handle handle, String run, Lease lease, int limit) {
    List<ClaimedItem> found =
        new ArrayList<>(lockFree(handle, run, ItemState.LEASED, ENDED, lease.owner(), limit));
    if (found.size() < limit) {
      found.addAll(lockFree(handle, run, ItemState.OPEN, "", lease.owner(), limit - found.size()));
    }
    if (found.isEmpty()) {
      return found;
    }
    handle
        .createUpdate(
            "UPDATE reverification_item SET state = :leased, lease_owner = :owner,"
                + " lease_token = lease_token + 1, lease_until = "
                + Lease.END
                + " WHERE run = :run AND item IN (<items>)")
        .bind("leased", ItemState.LEASED.wireName())
        .bind("owner", lease.owner())
        .bind("seconds", lease.seconds())
        .bind("run", run)
        .bindList("items", found.stream().map(ClaimedItem::item).toList())
        .execute();
    return withRecords(
        handle,
        found.stream()
            .map(
                one ->
                    new ClaimedItem(
                        one.item(), one.verification(), one.token() + 1, one.labels(), null))
            .toList());
  }

  private static List<ClaimedItem> lockFree(
      Handle handle, String run, ItemState state, String condition, String owner, int limit) {
    Query query =
        handle
            .createQuery(SELECT + condition + "ORDER BY item LIMIT :limit FOR UPDATE SKIP LOCKED")
            .bind("run", run)
            .bind("state", state.wireName())
            .bind("limit", limit);
    return map(condition.isEmpty() ? query : query.bind("owner", owner));
  }

  /** The items that a worker has: after a claim of which it never learned whether it succeeded. */
  public static List<ClaimedItem> of(Handle handle, String run, String owner) {
    return withRecords(
        handle,
        map(
            handle
                .createQuery(SELECT + "AND lease_owner = :owner ORDER BY item")
                .bind("run", run)
                .bind("state", ItemState.LEASED.wireName())
                .bind("owner", owner)));
  }

  private static List<ClaimedItem> map(Query query) {
    return query
        .map(
            (row, context) ->
                new ClaimedItem(
                    row.getLong("item"),
                    row.getObject("verification", UUID.class),
                    row.getLong("lease_token"),
                    ItemRow.labels(row),
                    null))
        .list();
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

  /** Items that are not closed and not of this worker: it must wait for them. */
  public static long unfinishedByOthers(Handle handle, String run, String owner) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM reverification_item WHERE run = :run AND (state = :open"
                + " OR (state = :leased AND lease_owner <> :owner))")
        .bind("run", run)
        .bind("open", ItemState.OPEN.wireName())
        .bind("leased", ItemState.LEASED.wireName())
        .bind("owner", owner)
        .mapTo(Long.class)
        .one();
  }

  /** Extends the leases of a worker, of those items that it still has. */
  public static void renew(Handle handle, String run, Lease lease) {
    handle
        .createUpdate(
            "UPDATE reverification_item SET lease_until = "
                + Lease.END
                + " WHERE run = :run AND state = :leased AND lease_owner = :owner")
        .bind("seconds", lease.seconds())
        .bind("run", run)
        .bind("leased", ItemState.LEASED.wireName())
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
                + " WHERE run = :run AND state = :leased AND lease_owner = :owner")
        .bind("open", ItemState.OPEN.wireName())
        .bind("run", run)
        .bind("leased", ItemState.LEASED.wireName())
        .bind("owner", owner)
        .execute();
  }
}
