package io.kycgateway.history.database;

/** The database did not do what it was asked for. Its message is the SQLSTATE, without values. */
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(SqlFailure failure) {
    super("SQLSTATE " + failure.state());
  }
}
