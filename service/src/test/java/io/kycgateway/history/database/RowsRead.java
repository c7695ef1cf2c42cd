package io.kycgateway.history.database;

import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;

/**
 * How many rows PostgreSQL reads, by an index or without one: what a plan costs, whatever the plan
 * and the machine. Rows that a condition then filters count; entries of an index without a row do
 * not.
 */
public final class RowsRead {
  private RowsRead() {}

  /** Rows of a table that work within the handle's transaction reads. */
  public static long during(Handle handle, String table, Callable<?> work) throws Exception {
    // What the connection's transactions before have read may be counted still.
    long before = soFar(handle, table);
    Object unused = work.call();
    return soFar(handle, table) - before;
  }

  private static long soFar(Handle handle, String table) {
    return handle
        .createQuery(
            "SELECT seq_tup_read + COALESCE(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
                + " WHERE relname = :table")
        .bind("table", table)
        .mapTo(Long.class)
        .one();
  }
}
