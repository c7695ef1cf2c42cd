package io.kycgateway.reverify.history.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.database.SqlFailure;
import io.kycgateway.reverify.history.RunSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a worker's transactions that meet others, a refusal, or the end of their
 * connection.
 */
class RunDatabaseIT {
  private static final String TOUCH =
      "UPDATE reverification_item SET attempts = attempts + 1 WHERE item = ?";
  private static final int CONNECTIONS = 4;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private RunSamples history;
  private RunDatabase database;

  @BeforeEach
  void start() throws Exception {
    history = RunSamples.in(Kind.POSTGRESQL);
    database = history.database();
    history.insert(2);
    history.start("run", RunSamples.EVERYTHING);
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    history.close();
  }

  @Test
  void deadlock_ofTwoTransactions_isRepeatedUntilBothAreDone() throws Exception {
    CyclicBarrier bothHaveOne = new CyclicBarrier(2);
    AtomicInteger attempts = new AtomicInteger();

    CompletableFuture<Void> one = inBackground(() -> both(1, 2, bothHaveOne, attempts));
    CompletableFuture<Void> other = inBackground(() -> both(2, 1, bothHaveOne, attempts));
    CompletableFuture.allOf(one, other).get(1, TimeUnit.MINUTES);

    // The one that was ended may be at it again before the other one goes on.
    assertThat(attempts).as("one of them was ended by the database").hasValueGreaterThan(2);
    assertThat(touched()).isEqualTo(4);
  }

  private void both(int first, int second, CyclicBarrier bothHaveOne, AtomicInteger attempts) {
    int unused =
        database.inTransaction(
            handle -> {
              boolean isRepeated = attempts.incrementAndGet() > 2;
              int touched = handle.execute(TOUCH, first);
              if (!isRepeated) {
                bothHaveOne.await(1, TimeUnit.MINUTES);
              }
              return touched + handle.execute(TOUCH, second);
            });
  }

  @Test
  void serializationFailure_isRepeated() {
    AtomicInteger attempts = new AtomicInteger();

    int unused =
        database.inTransaction(
            handle -> {
              int ignored = handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
              long before = sum(handle);
              if (attempts.incrementAndGet() == 1) {
                history.opened().jdbi().useHandle(other -> other.execute(TOUCH, 1));
                assertThat(sum(handle)).isEqualTo(before);
              }
              return handle.execute(TOUCH, 1);
            });

    assertThat(attempts).hasValue(2);
    assertThat(touched()).isEqualTo(2);
  }

  @Test
  void value_thatIsRefused_isNotTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();

    assertThatThrownBy(
            () ->
                database.patiently(
                    handle -> {
                      attempts.incrementAndGet();
                      return handle.execute(
                          "UPDATE reverification_item SET state = ?", "secret".repeat(9));
                    },
                    () -> false))
        .asInstanceOf(type(RunDatabaseException.class))
        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(SqlFailure.Kind.DATA))
        .satisfies(
            refused -> assertThat(refused).hasNoCause().hasMessage(address() + ": SQLSTATE 22001"));

    assertThat(attempts).hasValue(1);
  }

  @Test
  void connection_thatEndsInABatch_isReplacedByAnotherOne() throws Exception {
    AtomicInteger attempts = new AtomicInteger();

    int[] touched =
        database.patiently(
            handle -> {
              boolean isFirst = attempts.incrementAndGet() == 1;
              PreparedBatch batch =
                  handle.prepareBatch(
                      "UPDATE reverification_item SET attempts = attempts + 1 WHERE item = :item"
                          + " AND (NOT :ends OR pg_terminate_backend(pg_backend_pid()))");
              batch.bind("item", 1).bind("ends", false).add();
              batch.bind("item", 2).bind("ends", isFirst).add();
              return batch.execute();
            },
            () -> false);

    assertThat(touched).containsExactly(1, 1);
    assertThat(attempts).hasValueGreaterThan(1);
    assertThat(touched()).as("nothing of the first attempt").isEqualTo(2);
  }

  @Test
  void connections_thatAreAllTaken_areWaitedFor() throws Exception {
    CountDownLatch taken = new CountDownLatch(CONNECTIONS);
    CountDownLatch end = new CountDownLatch(1);
    List<CompletableFuture<Void>> busy = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      busy.add(
          inBackground(
              () -> {
                boolean unused =
                    database.inTransaction(
                        handle -> {
                          taken.countDown();
                          end.await();
                          return true;
                        });
              }));
    }
    assertThat(taken.await(1, TimeUnit.MINUTES)).isTrue();

    long touched =
        database.patiently(
            RunDatabaseIT::sum,
            () -> {
              // Asked once the pool had none for a second.
              end.countDown();
              return false;
            });

    assertThat(touched).isZero();
    assertThat(end.getCount()).as("it had to wait").isZero();
    CompletableFuture.allOf(busy.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
  }

  @Test
  void limitOfALongStatement_endsWithItsTransaction_alsoWithOneThatFails() {
    int usual = database.inTransaction(RunDatabaseIT::timeout);

    assertThat(database.inTransaction(RunDatabaseIT::timeout, Duration.ofHours(1)))
        .isEqualTo(3_600_000);
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    handle -> handle.execute("SELECT 1 / 0"), Duration.ofHours(1)))
        .isInstanceOf(RunDatabaseException.class);

    assertThat(database.inTransaction(RunDatabaseIT::timeout)).isEqualTo(usual);
  }

  @Test
  void connection_thatEndsInALongStatement_isWhatTheFailureSays() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    handle -> handle.execute("SELECT pg_terminate_backend(pg_backend_pid())"),
                    Duration.ofHours(1)))
        .isInstanceOf(RunDatabaseException.class)
        .hasMessage(address() + ": SQLSTATE 57P01");
  }

  private String address() {
    return history.opened().configuration().url();
  }

  private static int timeout(Handle handle) throws Exception {
    return handle.getConnection().getNetworkTimeout();
  }

  private static long sum(Handle handle) {
    return handle
        .createQuery("SELECT SUM(attempts) FROM reverification_item")
        .mapTo(Long.class)
        .one();
  }

  private long touched() {
    return database.inTransaction(RunDatabaseIT::sum);
  }

  private CompletableFuture<Void> inBackground(Runnable task) {
    return CompletableFuture.runAsync(task, threads);
  }
}
