package io.kycgateway;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.testing.RedisProcess;
import io.kycgateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What {@code docs/operations.md} tells an operator to wait for: the log says of each secret that
 * its changed file is in force, also while no request and no new connection needs it.
 */
class SecretsInForceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Logger logger = (Logger) LoggerFactory.getLogger(SecretFile.class);
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          log.add(event.getFormattedMessage());
        }
      };

  @TempDir Path folder;

  @AfterEach
  void detach() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  @Test
  void secrets_thatAreNotUsed_areInForceAndTheLogSaysSo() throws Exception {
    Path database = Files.writeString(folder.resolve("database-password"), "one of the database");
    Path store = Files.writeString(folder.resolve("store-password"), "one of the store");
    Map<String, String> settings = new HashMap<>(HistoryDatabases.embedded());
    settings.put("history.username", "kyc");
    settings.put("history.passwordFile", database.toString());
    settings.put("store.url", "redis://127.0.0.1:" + RedisProcess.freePort());
    settings.put("store.passwordFile", store.toString());

    try (TestGateway gateway = TestGateway.start(settings)) {
      // Not before: a start configures the log, without appenders of others.
      logger.setLevel(Level.INFO);
      logger.addAppender(appender);
      appender.start();
      List<Path> files =
          List.of(
              gateway.passwordFile(),
              gateway.keysFile(),
              Path.of(settings.get("history.keysFile")),
              database,
              store);
      for (Path file : files) {
        Files.writeString(file, Files.readString(file) + "\n\n");
        await(file.toString()).atMost(PATIENCE).until(() -> isInForce(file));
      }
    }
  }

  private boolean isInForce(Path file) {
    return log.stream().anyMatch(line -> line.endsWith(file + " has changed and is in force"));
  }
}
