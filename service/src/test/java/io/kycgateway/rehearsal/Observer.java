package io.kycgateway.rehearsal;

import static org.awaitility.Awaitility.await;

import io.kycgateway.chaos.scene.Gateway;
import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Repeater;
import io.kycgateway.testing.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What others than the clients of verifications do meanwhile: Prometheus scrapes each gateway, a
 * client reads kept verifications through the load balancer, and one repeats requests.
 */
final class Observer implements Report.Others, AutoCloseable {
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration READ_INTERVAL = Duration.ofMillis(100);

  private static final Duration REPLAY_INTERVAL = Duration.ofMillis(500);

  // Longer than any one of them waits for a response.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int AT_ONCE = 8;

  private final URI loadBalancer;
  private final Path scrapersPassword;
  private volatile String key;
  private final Supplier<String> verification;
  private final List<Repeater> repeaters = new ArrayList<>();
  private final List<AtomicLong> rounds = new ArrayList<>();
  private final ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE);
  private final Replays replays;
  private final LongAdder scrapes = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  /**
   * Begins.
   *
   * @param key the client's API key
   * @param verification the id of a kept verification; empty: none yet
   */
  Observer(Installation installation, String key, Supplier<String> verification) {
    this.loadBalancer = installation.loadBalancer().url();
    this.scrapersPassword = installation.secret("prometheus-password");
    this.key = key;
    this.verification = verification;
    this.replays =
        new Replays(loadBalancer, installation.gateways().stream().map(Gateway::url).toList());
    installation.gateways().forEach(gateway -> every(SCRAPE_INTERVAL, () -> scrape(gateway)));
    every(READ_INTERVAL, this::readOne);
    every(REPLAY_INTERVAL, this::replay);
  }

  private void every(Duration pause, Repeater.Task task) {
    AtomicLong ended = new AtomicLong();
    rounds.add(ended);
    repeaters.add(
        Repeater.every(
            pause,
            () -> {
              task.run();
              ended.incrementAndGet();
            }));
  }

  /** Waits until each of them has asked anew, and has its response. */
  void awaitMore() {
    // The next one to end may have begun before.
    List<Long> two = rounds.stream().map(ended -> ended.get() + 2).toList();
    await("scrapes, reads and repetitions")
        .atMost(PATIENCE)
        .until(
            () -> IntStream.range(0, two.size()).allMatch(i -> rounds.get(i).get() >= two.get(i)));
  }

  /** The client's API key of the moment. */
  String key() {
    return key;
  }

  /** Changes it. */
  void key(String next) {
    key = next;
  }

  private void scrape(Gateway gateway) throws IOException {
    try {
      int status = gateway.scrapeStatus(Files.readString(scrapersPassword).strip());
      count(scrapes, status == 200, "scrape: " + status);
    } catch (UncheckedIOException e) {
      // One that restarts has no metrics.
    }
  }

  private void replay() {
    String wrong = replays.once(key);
    if (!wrong.isEmpty()) {
      fail(wrong);
    }
  }

  private void readOne() {
    String id = verification.get();
    if (!id.isEmpty()) {
      read("/" + id);
    }
  }

  private void read(String which) {
    try {
      RawHttp.Answer answer =
          RawHttp.ask(loadBalancer, "GET", "/v1/verifications" + which, "Bearer " + key);
      count(reads, answer.status() == 200, "read: " + Outcome.of(answer).text());
    } catch (UncheckedIOException e) {
      fail("read: " + e.getCause());
    }
  }

  /** Asks for so many lists at the same time that gateways open further connections. */
  void readManyAtOnce() {
    CompletableFuture.allOf(
            IntStream.range(0, AT_ONCE)
                .mapToObj(i -> CompletableFuture.runAsync(() -> read("?limit=20"), readers))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private void count(LongAdder all, boolean isRight, String what) {
    all.increment();
    if (!isRight) {
      fail(what);
    }
  }

  private void fail(String how) {
    failures.computeIfAbsent(how, text -> new LongAdder()).increment();
  }

  @Override
  public long scrapes() {
    return scrapes.sum();
  }

  @Override
  public long reads() {
    return reads.sum();
  }

  @Override
  public long replays() {
    return replays.compared();
  }

  @Override
  public Map<String, LongAdder> failures() {
    return failures;
  }

  @Override
  public void close() throws Exception {
    for (Repeater repeater : repeaters) {
      repeater.close();
    }
    readers.shutdownNow();
  }
}
