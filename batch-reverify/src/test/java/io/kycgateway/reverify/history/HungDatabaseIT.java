package io.kycgateway.reverify.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Clock;
import io.kycgateway.chaos.scene.SlowProxy;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.RecordFactory;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.reverify.history.database.ClaimedItem;
import io.kycgateway.reverify.history.database.ItemClosing;
import io.kycgateway.reverify.history.database.ItemResult;
import io.kycgateway.reverify.history.database.ItemTable;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabaseException;
import io.kycgateway.reverify.results.OutcomeLine;
import io.kycgateway.testing.LogEvents;
import io.kycgateway.verification.Status;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker whose network to its database delivers nothing any more, not even the end of it. */
class HungDatabaseIT {
  private static final String RUN = "run";
  private static final int ITEMS = 3;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Lease lease = new Lease("worker", 60);
  private SlowProxy network;
  private RunSamples history;

  private void start(String parameters) throws Exception {
    HistoryConfiguration direct = Kind.POSTGRESQL.configuration();
    URI url = URI.create(direct.url().substring("jdbc:".length()));
    network = SlowProxy.start(0, url.getPort());
    history =
        RunSamples.of(
            direct,
            HistoryDatabases.of(
                direct.url().replace(":" + url.getPort(), ":" + network.port()) + parameters,
                direct.username()));
    history.insert(ITEMS);
    history.start(RUN, RunSamples.EVERYTHING);
  }

  @AfterEach
  void stop() throws Exception {
    network.close();
    history.close();
  }

  /** Its transaction is still open on the server, with the locks of what it claimed. */
  @Test
  void items_ofAClaimThatLostItsNetwork_areOthersOnceItsSessionHasEnded() throws Exception {
    start("?socketTimeout=5&options=-c%20idle_in_transaction_session_timeout%3D5000");

    assertThatThrownBy(
            () ->
                history
                    .database()
                    .inTransaction(
                        handle -> {
                          assertThat(ItemTable.claim(handle, RUN, lease, ITEMS)).hasSize(ITEMS);
                          network.swallow(true);
                          return ItemTable.claim(handle, RUN, lease, ITEMS);
                        }))
        .isInstanceOf(RunDatabaseException.class)
        .hasMessageContaining("SQLSTATE 08006");

    // By another way: the network of the first one delivers nothing, to the end.
    List<ClaimedItem> claimed = new ArrayList<>();
    await().atMost(LONG).until(() -> claimed.addAll(claimedByAnother()) && claimed.size() == ITEMS);
  }

  private List<ClaimedItem> claimedByAnother() {
    return history
        .opened()
        .jdbi()
        .inTransaction(handle -> ItemTable.claim(handle, RUN, new Lease("other", 60), ITEMS));
  }

  /** Without any limit on the time of a statement. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void database_thatNeverAnswers_doesNotHoldUpTheEnd() throws Exception {
    start("?socketTimeout=0");
    HeldItems held = new HeldItems(LONG, Clock.defaultClock());
    long begun = held.now();
    List<ClaimedItem> items = history.claim(RUN, lease.owner(), ITEMS);
    items.forEach(item -> held.add(item, begun));
    List<String> failures = new CopyOnWriteArrayList<>();

    var events =
        LogEvents.during(
            HistorySink.class.getName(),
            () -> {
              try (HistorySink sink =
                  HistorySink.start(
                      history.database(),
                      new ItemClosing(
                          history.database().database(), new RecordFactory(RecordSamples.CIPHER)),
                      RUN,
                      lease,
                      held,
                      failures::add,
                      () -> true)) {
                network.swallow(true);
                for (ClaimedItem item : items) {
                  ItemResult result = RunSamples.decided(item, Status.REJECTED);
                  sink.put(
                      new OutcomeLine(result.outcome(), "", result.verification(), new byte[0]));
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(events.toString()).contains("does not answer; 3 items are left to other workers");
    assertThatThrownBy(() -> history.complete(RUN))
        .as("nothing else waits for it")
        .isInstanceOf(RunDatabaseException.class);
    assertThat(history.count("SELECT COUNT(*) FROM verification WHERE run = ?", RUN)).isZero();
  }
}
