package io.kycgateway.history.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import io.kycgateway.testing.MovableClock;
import io.kycgateway.testing.PostgresProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * New connections while PostgreSQL's password changes. The clock of the password's file stands
 * still, as it does for connections that are opened while another one reads the file, or within the
 * second after it was read.
 */
class DatabasePasswordIT {
  private static final AtomicInteger USERS = new AtomicInteger();
  private static final String FIRST = "the-first-one-of-postgres";
  private static final String SECOND = "the-second-one-of-postgres";

  private final String user = "rotated" + USERS.incrementAndGet();

  @TempDir Path folder;
  private Path file;
  private Database database;
  private ManagedDataSource pool;

  @BeforeEach
  void open() throws Exception {
    file = Files.writeString(folder.resolve("database-password"), FIRST + "\n");
    HistoryConfiguration configuration =
        new HistoryConfiguration(
            PostgresProcess.shared().newDatabaseOf(user, FIRST),
            user,
            file.toString(),
            "",
            Duration.days(365),
            Duration.seconds(5),
            (Integer) 4);
    TestSchema.migrate(configuration);
    database =
        Database.open(configuration, DatabasePassword.open(configuration, new MovableClock()));
    DataSourceFactory settings = database.poolSettings();
    pool = database.pool(settings, new MetricRegistry());
  }

  @AfterEach
  void close() throws Exception {
    pool.stop();
    database.close();
  }

  @Test
  void connections_afterAChange_haveThePasswordThatTheFileHasByThen() throws Exception {
    change(SECOND);
    Files.writeString(file, SECOND + "\n");

    assertConnects();
  }

  @Test
  void connections_inARotation_haveTheOtherPasswordOfAFileThatJustGotIt() throws Exception {
    Files.writeString(file, FIRST + "\n" + SECOND + "\n");
    assertConnects();
    change(SECOND);
    assertConnects();
  }

  @Test
  void connections_withAPasswordThatNoFileHas_areRefused() {
    change(SECOND);

    assertThatThrownBy(pool::getConnection)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
  }

  @Test
  void connections_withAnUnusableFile_haveThePasswordOfBefore() throws Exception {
    Files.writeString(file, "");
    assertConnects();
  }

  private void change(String password) {
    PostgresProcess.shared()
        .execute("postgres", "ALTER ROLE " + user + " PASSWORD '" + password + "'");
  }

  // More of them than the pool has idle ones: each of these is new.
  private void assertConnects() throws SQLException {
    try (Connection reader = pool.getConnection();
        Connection second = pool.getConnection();
        Connection writer = database.connectWriter()) {
      assertThat(reader.isValid(1)).isTrue();
      assertThat(second.isValid(1)).isTrue();
      assertThat(writer.isValid(1)).isTrue();
    }
  }
}
