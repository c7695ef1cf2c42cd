package io.kycgateway.history.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.history.HistoryDatabases;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs can be used, and what an SQLSTATE means. */
class HistoryConfigurationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jdbc:postgresql://db/kyc",
        "jdbc:postgresql://db:5432/kyc?sslmode=verify-full&sslrootcert=/ca.pem",
        "jdbc:postgresql://a:1,b:2/kyc?targetServerType=primary",
        "jdbc:h2:file:/var/lib/kyc/history",
        "jdbc:h2:file:./a folder/history"
      })
  void url_thatIsUsable_isTaken(String url) {
    assertThat(HistoryDatabases.of(url, "").isUrlUsable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://db/kyc",
        "jdbc:postgresql://user:secret@db/kyc",
        "jdbc:postgresql://db/kyc?user=a&password=secret",
        "jdbc:postgresql://db/kyc?sslmode=require&password=secret",
        "jdbc:postgresql://db/kyc?sslpassword=secret",
        "jdbc:h2:mem:kyc",
        "jdbc:h2:tcp://host/kyc",
        "jdbc:h2:file:",
        "jdbc:h2:file:/a;INIT=RUNSCRIPT FROM 'http://evil'",
        "jdbc:mysql://db/kyc"
      })
  void url_thatIsNot_isRefused(String url) {
    HistoryConfiguration configuration = HistoryDatabases.of(url, "");

    assertThat(configuration.isUrlUsable()).isFalse();
    assertThat(configuration.toString()).doesNotContain("secret");
  }

  @Test
  void address_forAnOperator_hasNoParameters() {
    assertThat(HistoryDatabases.of("jdbc:postgresql://db/kyc?sslmode=require", "").address())
        .contains("jdbc:postgresql://db/kyc");
    assertThat(HistoryConfiguration.none().address()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "08006, UNAVAILABLE",
    "57P01, UNAVAILABLE",
    "25006, UNAVAILABLE",
    "53100, UNAVAILABLE",
    "42P01, UNAVAILABLE",
    "40001, CONFLICT",
    "40P01, CONFLICT",
    "22001, DATA",
    "23505, DATA",
    "28P01, CREDENTIALS",
    "3D000, CREDENTIALS",
    "90020, CREDENTIALS"
  })
  void sqlState_saysWhatToDo(String state, SqlFailure.Kind kind) {
    SqlFailure failure = SqlFailure.of(new IllegalStateException(new SQLException("x", state)));

    assertThat(failure).isEqualTo(new SqlFailure(kind, state));
    assertThat(SqlFailure.of(new IllegalStateException("x")).kind())
        .isEqualTo(SqlFailure.Kind.UNAVAILABLE);
  }
}
