package io.kycgateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Clock;
import io.dropwizard.util.Duration;
import io.kycgateway.testing.RedisProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shared store against a real Redis: there, gone, back, hanging and with a password. */
class SharedStoreIT {
  private static final byte[] KEY = "kyc:test:key".getBytes(UTF_8);
  private static final byte[] VALUE = "value".getBytes(UTF_8);

  @TempDir Path folder;

  @Test
  void store_thatIsThere_keepsWhatItIsGiven() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        SharedStore store = store(redis.url(), "")) {
      store.start();

      store.ask(commands -> commands.set(KEY, VALUE));

      assertThat(read(store)).isEqualTo(VALUE);
      assertThat(store.<byte[]>ask(commands -> commands.get(VALUE))).isNull();
    }
  }

  @Test
  void store_thatDiesAndComesBack_isUsedAgainWithoutARestart() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        SharedStore store = store(redis.url(), "")) {
      store.start();
      read(store);

      redis.kill();
      await().atMost(java.time.Duration.ofMinutes(1)).until(() -> !answers(store));
      redis.restart();

      await().atMost(java.time.Duration.ofMinutes(1)).until(() -> answers(store));
    }
  }

  @Test
  void store_thatComesLater_isFoundThen() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.kill();
      try (SharedStore store = store(redis.url(), "")) {
        store.start();
        assertThat(answers(store)).isFalse();

        redis.restart();

        await().atMost(java.time.Duration.ofMinutes(1)).until(() -> answers(store));
      }
    }
  }

  @Test
  void store_thatAcceptsAndNeverAnswers_isGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        SharedStore store = impatient("redis://127.0.0.1:" + silent.getLocalPort())) {
      store.start();

      assertThatThrownBy(() -> read(store))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageNotContaining("127.0.0.1");
    }
  }

  @Test
  void store_thatHangsForAWhile_isUsedAgainAfterwards() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        SharedStore store = impatient(redis.url());
        SharedStore patient = store(redis.url(), "")) {
      store.start();
      await().until(() -> answers(store));
      // Longer by seconds than the impatient one waits for an answer.
      patient.ask(commands -> commands.clientPause(6000));

      await().until(() -> !answers(store));
      await().until(() -> answers(store));
    }
  }

  @Test
  void store_withAPassword_isEnteredWithTheFiles() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "pa55word\n");
    try (RedisProcess redis = RedisProcess.start();
        SharedStore open = store(redis.url(), "");
        SharedStore knowing = store(redis.url(), password.toString());
        SharedStore ignorant = store(redis.url(), "")) {
      open.ask(commands -> commands.configSet("requirepass", "pa55word"));

      knowing.start();
      ignorant.start();

      assertThat(answers(knowing)).isTrue();
      assertThat(answers(ignorant)).isFalse();
    }
  }

  @Test
  void key_ofAKind_beginsWithThePrefix() throws Exception {
    try (SharedStore store = store("redis://127.0.0.1:1", "")) {
      assertThat(new String(store.key("limit", VALUE), UTF_8)).isEqualTo("kyc:limit:value");
    }
  }

  @Test
  void noStore_configured_startsNothing() throws Exception {
    StoreConfiguration none = StoreConfiguration.none();
    Optional<SharedStore> store =
        SharedStore.of(none, StorePassword.open(none, Clock.defaultClock()));

    assertThat(store).isEmpty();
  }

  private static byte[] read(SharedStore store) throws StoreUnavailableException {
    return store.ask(commands -> commands.get(KEY));
  }

  private static boolean answers(SharedStore store) {
    try {
      byte[] unused = read(store);
      return true;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  private static SharedStore store(String url, String passwordFile) throws Exception {
    return store(url, passwordFile, Duration.seconds(20), Duration.seconds(20));
  }

  /** One that a store which hangs does not hold up for long. */
  private static SharedStore impatient(String url) throws Exception {
    return store(url, "", Duration.milliseconds(500), Duration.seconds(2));
  }

  private static SharedStore store(
      String url, String passwordFile, Duration commandTimeout, Duration connectTimeout)
      throws Exception {
    StoreConfiguration configuration =
        new StoreConfiguration(url, null, passwordFile, null, null, commandTimeout, connectTimeout);
    return SharedStore.of(configuration, StorePassword.open(configuration, Clock.defaultClock()))
        .orElseThrow();
  }
}
