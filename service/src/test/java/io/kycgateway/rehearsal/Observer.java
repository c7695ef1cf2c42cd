package io.kycgateway.rehearsal;

import io.kycgateway.chaos.scene.Gateway;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What others than the clients of verifications do meanwhile: Prometheus scrapes each gateway, and
 * a client reads kept verifications through the load balancer.
 */
final class Observer implements AutoCloseable {
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration READ_INTERVAL = Duration.ofMillis(100);

  private static final int AT_ONCE = 8;

  private final URI loadBalancer;
  private final Path scrapersPassword;
  private final Supplier<String> key;
  private final Supplier<String> verification;
  private final List<Repeater> repeaters = new ArrayList<>();
  private final ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE);
  private final LongAdder scrapes = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  /**
   * Begins.
   *
   * @param scrapersPassword the file that Prometheus has
   * @param key the client's API key of the moment
   * @param verification the id of a kept verification; empty: none yet
   */
  Observer(
      List<Gateway> gateways,
      URI loadBalancer,
      Path scrapersPassword,
      Supplier<String> key,
      Supplier<String> verification) {
    this.loadBalancer = loadBalancer;
    this.scrapersPassword = scrapersPassword;
    this.key = key;
    this.verification = verification;
    gateways.forEach(
        gateway -> repeaters.add(Repeater.every(SCRAPE_INTERVAL, () -> scrape(gateway))));
    repeaters.add(Repeater.every(READ_INTERVAL, this::readOne));
  }

  private void scrape(Gateway gateway) throws IOException {
    try {
      count(scrapes, "scrape", gateway.scrapeStatus(Files.readString(scrapersPassword).strip()));
    } catch (UncheckedIOException e) {
      // One that restarts has no metrics.
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
      String path = "/v1/verifications" + which;
      count(reads, "read", RawHttp.ask(loadBalancer, "GET", path, "Bearer " + key.get()).status());
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

  private void count(LongAdder all, String what, int status) {
    all.increment();
    if (status != 200) {
      fail(what + ": " + status);
    }
  }

  private void fail(String how) {
    failures.computeIfAbsent(how, text -> new LongAdder()).increment();
  }

  /** Scrapes that were answered, whatever the answer. */
  long scrapes() {
    return scrapes.sum();
  }

  /** Kept verifications that were asked for. */
  long reads() {
    return reads.sum();
  }

  /** What failed, and how often. */
  Map<String, LongAdder> failures() {
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
