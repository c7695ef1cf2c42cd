package io.kycgateway.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL on a free port of this machine; it can die, hang and come back with its data.
 */
public final class PostgresProcess implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static PostgresProcess shared;

  private final Path data;
  private final int port;
  private final Map<String, String> settings;
  private EmbeddedPostgres server;

  private PostgresProcess(Path data, int port, Map<String, String> settings) throws IOException {
    this.data = data;
    this.port = port;
    this.settings = settings;
    this.server = launch();
  }

  /** The one of this JVM, for tests that do it no harm: each makes a database of its own. */
  public static synchronized PostgresProcess shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** Starts one of its own. */
  public static PostgresProcess start() {
    return start(Map.of());
  }

  /** Starts one of its own with those settings of {@code postgresql.conf}. */
  public static PostgresProcess start(Map<String, String> settings) {
    try {
      return new PostgresProcess(
          Files.createTempDirectory("kyc-postgres"), RedisProcess.freePort(), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres launch() throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .setPGStartupWait(Duration.ofSeconds(60));
    settings.forEach(builder::setServerConfig);
    return builder.start();
  }

  /** The URL of a new database. */
  public String newDatabase() {
    String name = "history" + DATABASES.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name);
    return url(name);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** The user that may do everything; it needs no password. */
  public static String user() {
    return "postgres";
  }

  /** Executes statements as an administrator. */
  public void execute(String database, String... statements) {
    try (Connection connection =
            DriverManager.getConnection(url(database), user(), /* password= */ "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        boolean unused = statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes a user that needs a password, and a new database that it owns.
   *
   * @return the URL of that database
   */
  public String newDatabaseOf(String user, String password) {
    try {
      Path rules = data.resolve("pg_hba.conf");
      String asked = "host all " + user + " all scram-sha-256\n";
      Files.writeString(rules, asked + Files.readString(rules));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    execute(
        "postgres",
        "CREATE ROLE " + user + " LOGIN PASSWORD '" + password + "'",
        "SELECT pg_reload_conf()");
    String url = newDatabase();
    execute("postgres", "ALTER DATABASE " + url.replaceFirst(".*/", "") + " OWNER TO " + user);
    return url;
  }

  /** The first column of each row, as an administrator reads it. */
  public List<String> query(String database, String sql) {
    List<String> rows = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(url(database), user(), /* password= */ "");
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  /** The folder of all of its files. */
  public Path data() {
    return data;
  }

  /** Kills it as a crash of the machine would, without a shutdown. */
  public void kill() {
    signal("KILL");
    try {
      server.close();
    } catch (IOException e) {
      // It is dead already, which it is about to find out.
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again on its port, with its data. */
  public void restart() {
    try {
      server = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops all of its processes without ending them: connections stay open, nothing answers. */
  public void hang() {
    signal("STOP");
  }

  /** Ends {@link #hang}. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      List<String> command = new ArrayList<>(List.of("kill", "-" + name));
      long main = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
      command.add(Long.toString(main));
      ProcessHandle.of(main)
          .ifPresent(process -> process.descendants().forEach(c -> command.add("" + c.pid())));
      int unused = new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
