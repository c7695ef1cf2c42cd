package io.kycgateway.history.database;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** The databases that can keep the history: all that differs between them. */
enum DatabaseKind {
  /** PostgreSQL 13 and newer. */
  POSTGRESQL(
      // Credentials would be in a URL that check prints.
      Pattern.compile("jdbc:postgresql://(?!.*[?&](user|password|ssl[pP]assword)=)[^\\s@]+"),
      "",
      // An answer leaves once its record is committed: a commit must mean that it is on the disk.
      // And a process that loses its network, or is suspended, in a transaction must not keep its
      // locks, for hours by the server's own default.
      "SELECT set_config(name, wanted, false) FROM (VALUES ('synchronous_commit', 'off', 'on'),"
          + " ('idle_in_transaction_session_timeout', '0', '60s')) AS setting (name, found, wanted)"
          + " WHERE current_setting(name) = found"),

  /** An embedded database in a file of its own, for one process and those that it serves. */
  H2(
      Pattern.compile("jdbc:h2:file:[^;\\s][^;]*"),
      // On a commit the file is written at once, not within half a second; no trace file, which
      // would have values; closed by the gateway and not while requests are still in flight.
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;TRACE_LEVEL_FILE=0"
          + ";DB_CLOSE_ON_EXIT=FALSE",
      "");

  private static final String FILE_URL = "jdbc:h2:file:";
  private static final Map<String, String> POSTGRESQL_PROPERTIES =
      Map.of(
          "ApplicationName",
          "kyc-gateway",
          "reWriteBatchedInserts",
          "true",
          "tcpKeepAlive",
          "true",
          // The server's details quote the row that was refused.
          "logServerErrorDetail",
          "false",
          "connectTimeout",
          "1");

  private final Pattern url;
  private final String urlSuffix;
  private final String sessionStatement;

  DatabaseKind(Pattern url, String urlSuffix, String sessionStatement) {
    this.url = url;
    this.urlSuffix = urlSuffix;
    this.sessionStatement = sessionStatement;
  }

  /** The kind of a JDBC URL; empty: it cannot be used. */
  static Optional<DatabaseKind> of(String jdbcUrl) {
    for (DatabaseKind kind : values()) {
      if (kind.url.matcher(jdbcUrl).matches()) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Whether the gateway brings its schema up to date itself. */
  boolean isEmbedded() {
    return this == H2;
  }

  /** The path in a URL of an embedded database. */
  static String path(String jdbcUrl) {
    return jdbcUrl.substring(FILE_URL.length());
  }

  /** The file of an embedded database. */
  static Path file(String jdbcUrl) {
    return Path.of(path(jdbcUrl) + ".mv.db").toAbsolutePath().normalize();
  }

  /** The URL with the settings that this kind needs in it. */
  String completed(String jdbcUrl) {
    return jdbcUrl + urlSuffix;
  }

  /**
   * The driver's properties.
   *
   * @param socketTimeoutSeconds the longest silence of the server that is waited for
   */
  Properties properties(long socketTimeoutSeconds) {
    Properties all = new Properties();
    if (this == POSTGRESQL) {
      all.putAll(POSTGRESQL_PROPERTIES);
      all.setProperty("socketTimeout", String.format(Locale.ROOT, "%d", socketTimeoutSeconds));
    }
    return all;
  }

  /** What to execute on each new connection; empty: nothing. */
  String sessionStatement() {
    return sessionStatement;
  }

  /** The ids of the schema's changes that this kind alone has. */
  List<String> ownChanges() {
    return this == POSTGRESQL ? List.of("3-item-indexes") : List.of();
  }

  /**
   * The condition that a row has given values in some columns and an id in a range, and its order,
   * newest first. Each column's value is bound by its name, the range as {@code from}, inclusive,
   * and {@code before}.
   *
   * @param columns those of an index that goes on with the id
   */
  String newestFirst(List<String> columns) {
    List<String> equal = columns;
    String idIsInRange = "id >= :from AND id < :before ORDER BY id DESC";
    if (this == POSTGRESQL) {
      // By a bare id the primary key yields the order as well, and PostgreSQL takes it where its
      // statistics promise a match soon, wrongly where a value is rare in just this range: then it
      // reads all of the range. A comparison of rows is of use to the one index alone.
      int last = columns.size() - 1;
      equal = columns.subList(0, last);
      idIsInRange =
          "(%, id) >= (:%, :from) AND (%, id) < (:%, :before) ORDER BY % DESC, id DESC"
              .replace("%", columns.get(last));
    }
    StringBuilder condition = new StringBuilder();
    equal.forEach(column -> condition.append(column).append(" = :").append(column).append(" AND "));
    return condition.append(idIsInRange).toString();
  }
}
