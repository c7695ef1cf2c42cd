package io.kycgateway.startup;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.LoggingFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the log levels of a configuration: Dropwizard takes an unknown one for INFO silently. */
public final class LogLevels {
  // YAML reads off and all as words, but an unquoted off may also arrive as false.
  private static final List<String> KNOWN =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "ALL", "FALSE", "TRUE");

  private LogLevels() {}

  /**
   * Checks the root level and the level of every logger.
   *
   * @throws StartupException names the key and the level that is unknown
   */
  public static void check(LoggingFactory factory) throws StartupException {
    if (!(factory instanceof DefaultLoggingFactory logging)) {
      return;
    }
    check("logging.level (KYC_LOG_LEVEL)", logging.getLevel());
    for (Map.Entry<String, JsonNode> logger : logging.getLoggers().entrySet()) {
      JsonNode level =
          logger.getValue().isObject() ? logger.getValue().get("level") : logger.getValue();
      check("logging.loggers." + logger.getKey(), level == null ? null : level.asText());
    }
  }

  private static void check(String key, @Nullable String level) throws StartupException {
    if (level != null && !KNOWN.contains(level.toUpperCase(Locale.ROOT))) {
      throw new StartupException(
          key
              + ": unknown level "
              + level
              + ", must be one of OFF, ERROR, WARN, INFO, DEBUG, TRACE, ALL");
    }
  }
}
