package io.kycgateway.reverify.history.database;

import io.kycgateway.history.database.SqlFailure;

/**
 * The database did not do what it was asked for. Its message is where the database is and the
 * SQLSTATE, without values.
 */
public final class RunDatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SqlFailure.Kind kind;

  RunDatabaseException(String address, SqlFailure failure) {
    super(address + ": SQLSTATE " + failure.state());
    this.kind = failure.kind();
  }

  /** What to do about it. */
  public SqlFailure.Kind kind() {
    return kind;
  }
}
