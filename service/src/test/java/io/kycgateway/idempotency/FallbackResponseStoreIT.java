package io.kycgateway.idempotency;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import io.kycgateway.idempotency.ResponseStore.Found;
import io.kycgateway.store.SharedStore;
import io.kycgateway.store.StoreConfiguration;
import io.kycgateway.store.StorePassword;
import io.kycgateway.store.StoreUnavailableException;
import io.kycgateway.testing.RedisProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes' answers in one real Redis that dies and comes back empty. */
class FallbackResponseStoreIT {
  private static final Found KEPT = new Found.Stored("sealed");

  private RedisProcess redis;
  private SharedStore connection;
  private SharedStore otherConnection;
  private final Counter errors = new Counter();
  private FallbackResponseStore here;
  private FallbackResponseStore there;

  @BeforeEach
  void start() throws Exception {
    redis = RedisProcess.start();
    connection = connect();
    otherConnection = connect();
    here = answers(connection, Duration.ofMinutes(1));
    there = answers(otherConnection, Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    connection.close();
    otherConnection.close();
    redis.close();
  }

  @Test
  void request_inFlightOrAnsweredInOneProcess_isKnownToTheOther() {
    assertThat(here.claim(ticket("body", "t1"))).isEqualTo(ResponseStore.NOTHING);
    assertThat(there.claim(ticket("body", "t2"))).isEqualTo(ResponseStore.IN_FLIGHT);
    assertThat(there.claim(ticket("other", "t3"))).isEqualTo(ResponseStore.OTHER_BODY);

    here.put(ticket("body", "t1"), "sealed");

    assertThat(there.claim(ticket("body", "t4"))).isEqualTo(KEPT);
    assertThat(here.claim(ticket("body", "t5"))).isEqualTo(KEPT);
    assertThat(there.claim(ticket("other", "t6"))).isEqualTo(ResponseStore.OTHER_BODY);
    there.remove("address");
    assertThat(here.claim(ticket("body", "t7"))).as("its own copy").isEqualTo(KEPT);
    assertThat(there.claim(ticket("other", "t7"))).isEqualTo(ResponseStore.NOTHING);
    assertThat(errors.getCount()).isZero();
  }

  @Test
  void request_released_isFreeInBothProcesses() {
    assertThat(here.claim(ticket("body", "t1"))).isEqualTo(ResponseStore.NOTHING);

    // Not by a claim that does not hold it.
    there.release(ticket("body", "t2"));
    assertThat(there.claim(ticket("body", "t2"))).isEqualTo(ResponseStore.IN_FLIGHT);
    here.release(ticket("body", "t1"));

    assertThat(there.claim(ticket("body", "t2"))).isEqualTo(ResponseStore.NOTHING);
  }

  @Test
  void claim_ofADeadProcess_runsOutAndIsNotRevived() {
    FallbackResponseStore dying = answers(otherConnection, Duration.ofSeconds(4));
    assertThat(dying.claim(ticket("body", "t1"))).isEqualTo(ResponseStore.NOTHING);
    assertThat(here.claim(ticket("body", "t2"))).isEqualTo(ResponseStore.IN_FLIGHT);

    await().until(() -> here.claim(ticket("body", "t2")) instanceof Found.Nothing);

    // It was not dead after all, only slow: the new holder is not overruled.
    dying.put(ticket("body", "t1"), "late");
    assertThat(there.claim(ticket("body", "t3"))).isEqualTo(ResponseStore.IN_FLIGHT);
    assertThat(dying.claim(ticket("body", "t3"))).isEqualTo(ResponseStore.IN_FLIGHT);
    here.put(ticket("body", "t2"), "sealed");
    assertThat(there.claim(ticket("body", "t3"))).isEqualTo(KEPT);
  }

  @Test
  void store_thatDiesInMidRequest_changesNothingForThatProcess() throws Exception {
    assertThat(here.claim(ticket("body", "t1"))).isEqualTo(ResponseStore.NOTHING);
    redis.kill();

    assertThat(here.claim(ticket("body", "t2"))).isEqualTo(ResponseStore.IN_FLIGHT);
    here.put(ticket("body", "t1"), "sealed");
    assertThat(here.claim(ticket("body", "t3"))).isEqualTo(KEPT);
    assertThat(here.claim(ticket("other", "t3"))).isEqualTo(ResponseStore.OTHER_BODY);
    assertThat(errors.getCount()).isPositive();

    // Back and empty: the answer that was kept meanwhile is not forgotten here.
    redis.restart();
    awaitStore();
    assertThat(here.claim(ticket("body", "t4"))).isEqualTo(KEPT);
  }

  @Test
  void store_thatDiesAfterTheAnswer_changesNothingForThatProcess() throws Exception {
    assertThat(here.claim(ticket("body", "t1"))).isEqualTo(ResponseStore.NOTHING);
    here.put(ticket("body", "t1"), "sealed");
    redis.kill();

    assertThat(here.claim(ticket("body", "t2"))).as("store down").isEqualTo(KEPT);
    assertThat(here.claim(ticket("other", "t2"))).isEqualTo(ResponseStore.OTHER_BODY);

    redis.restart();
    awaitStore();
    assertThat(here.claim(ticket("body", "t3"))).as("store empty").isEqualTo(KEPT);
    assertThat(there.claim(ticket("body", "t4")))
        .as("unknown to the other process, and free")
        .isEqualTo(ResponseStore.NOTHING);
  }

  @Test
  void request_answeredAfterTheStoreIsBack_isSharedAgain() throws Exception {
    redis.kill();
    assertThat(here.claim(ticket("body", "t1"))).isEqualTo(ResponseStore.NOTHING);
    assertThat(here.claim(ticket("body", "t2"))).isEqualTo(ResponseStore.IN_FLIGHT);
    redis.restart();
    awaitStore();

    assertThat(here.claim(ticket("body", "t3")))
        .as("begun here")
        .isEqualTo(ResponseStore.IN_FLIGHT);
    here.put(ticket("body", "t1"), "sealed");

    assertThat(there.claim(ticket("body", "t4"))).isEqualTo(KEPT);
  }

  @Test
  void value_thatIsNotOurs_isFoundAsAnAnswerThatCannotBeOpened() throws Exception {
    String unused =
        connection.ask(
            commands ->
                commands.set(
                    connection.key("idempotency", "address".getBytes(US_ASCII)),
                    new byte[] {1, 2, 3}));

    assertThat(here.claim(ticket("body", "t1"))).isEqualTo(new Found.Stored(""));
  }

  // Both connections: each notices by itself that the store is back.
  private void awaitStore() {
    await().until(() -> isBack(connection) && isBack(otherConnection));
  }

  private static boolean isBack(SharedStore store) {
    try {
      String unused = store.ask(commands -> commands.ping());
      return true;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  private FallbackResponseStore answers(SharedStore store, Duration lease) {
    Duration ttl = Duration.ofHours(24);
    return new FallbackResponseStore(
        new RedisResponseStore(store, lease, ttl),
        new InMemoryResponseStore(ttl, 1_000_000, Clock.defaultClock()),
        errors);
  }

  private SharedStore connect() throws Exception {
    StoreConfiguration configuration =
        new StoreConfiguration(
            redis.url(),
            null,
            null,
            null,
            null,
            io.dropwizard.util.Duration.seconds(20),
            io.dropwizard.util.Duration.seconds(20));
    SharedStore store =
        SharedStore.of(configuration, StorePassword.open(configuration, Clock.defaultClock()))
            .orElseThrow();
    store.start();
    return store;
  }

  private static Claim ticket(String fingerprint, String token) {
    return new Claim("address", fingerprint, token);
  }
}
