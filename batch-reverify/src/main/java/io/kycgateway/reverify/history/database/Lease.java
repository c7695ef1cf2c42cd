package io.kycgateway.reverify.history.database;

/**
 * For whom and for how long a worker has what it claims.
 *
 * @param owner the worker, unique
 * @param seconds from the statement that claims or renews, on the database's clock
 */
public record Lease(String owner, int seconds) {
  /** Its end, of a statement that binds {@code :seconds}. */
  static final String END = "CURRENT_TIMESTAMP + CAST(:seconds AS INTEGER) * INTERVAL '1' SECOND";
}
