package io.kycgateway.startup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLevelsTest {
  private final DefaultLoggingFactory logging = new DefaultLoggingFactory();

  @ParameterizedTest
  @ValueSource(strings = {"warn", "WARN", "Info", "off", "ALL", "trace"})
  void level_known_passes(String level) {
    logging.setLevel(level);

    assertThatCode(() -> LogLevels.check(logging)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"warning", "verbose", "5", "INFO "})
  void level_unknown_isNamed(String level) {
    logging.setLevel(level);

    assertThatThrownBy(() -> LogLevels.check(logging))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("KYC_LOG_LEVEL", level, "WARN");
  }

  @Test
  void level_ofALogger_isChecked() throws Exception {
    JsonNode fine = new ObjectMapper().readTree("{\"level\": \"DEBUG\"}");
    JsonNode wrong = new ObjectMapper().readTree("\"warning\"");
    logging.setLoggers(Map.of("fine", fine));
    assertThatCode(() -> LogLevels.check(logging)).doesNotThrowAnyException();

    logging.setLoggers(Map.of("org.example", wrong));
    assertThatThrownBy(() -> LogLevels.check(logging))
        .hasMessageContainingAll("logging.loggers.org.example", "warning");
  }
}
