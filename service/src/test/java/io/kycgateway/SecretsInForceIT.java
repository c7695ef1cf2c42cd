package io.kycgateway;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.testing.LogEvents;
import io.kycgateway.testing.RedisProcess;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/operations.md} tells an operator to wait for: the log says of each secret that
 * its changed file is in force, also while no request and no new connection needs it.
 */
class SecretsInForceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

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
      List<Path> files =
          List.of(
              gateway.passwordFile(),
              gateway.keysFile(),
              Path.of(settings.get("history.keysFile")),
              database,
              store);
      // Not before: a start configures the log, without appenders of others.
      var unused =
          LogEvents.during(
              SecretFile.class.getName(), log -> files.forEach(file -> changeAndAwait(file, log)));
    }
  }

  private static void changeAndAwait(Path file, List<ILoggingEvent> log) {
    try {
      Files.writeString(file, Files.readString(file) + "\n\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await(file.toString())
        .atMost(PATIENCE)
        .until(
            () ->
                log.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.endsWith(file + " has changed and is in force")));
  }
}
