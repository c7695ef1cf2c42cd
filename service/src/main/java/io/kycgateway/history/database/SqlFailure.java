package io.kycgateway.history.database;

import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an error of the database means. Only its SQLSTATE is ever shown: messages quote rows.
 *
 * @param state the SQLSTATE; {@code none} if there is none
 */
public record SqlFailure(Kind kind, String state) {

  /** What to do about it. */
  public enum Kind {
    /** The same transaction may succeed at once: a deadlock, a serialization failure. */
    CONFLICT,
    /** A value that the database refuses: no repetition helps. */
    DATA,
    /** The database refuses this user, or has no such database: an operator must act. */
    CREDENTIALS,
    /** The database is down, starting, full, read-only, or its schema is missing. */
    UNAVAILABLE
  }

  /** The meaning of an exception; the first SQLSTATE in its chain of causes counts. */
  public static SqlFailure of(Throwable thrown) {
    for (@Nullable Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql && sql.getSQLState() != null) {
        return of(sql.getSQLState());
      }
    }
    return new SqlFailure(Kind.UNAVAILABLE, "none");
  }

  /** Whether the database refuses this user, with this password. */
  static boolean isOfCredentials(SQLException thrown) {
    return of(thrown).kind() == Kind.CREDENTIALS;
  }

  private static SqlFailure of(String state) {
    String code = state.toUpperCase(Locale.ROOT);
    return new SqlFailure(kind(code), code);
  }

  private static Kind kind(String state) {
    // 90131 is H2's: a row was changed at the same time.
    if (state.startsWith("40") || state.equals("55P03") || state.equals("90131")) {
      return Kind.CONFLICT;
    }
    if (state.startsWith("22") || state.startsWith("23")) {
      return Kind.DATA;
    }
    // 08004: PostgreSQL's driver cannot do what the server asks for, such as give a password that
    // it has not. 90020 is H2's: the file is in use by another process.
    if (state.startsWith("28")
        || state.startsWith("3D")
        || state.equals("08004")
        || state.equals("90020")) {
      return Kind.CREDENTIALS;
    }
    return Kind.UNAVAILABLE;
  }
}
