package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScrapeLockTest {
  private final ScrapeRegistry registry = new ScrapeRegistry();
  private final ScrapeLock lock = registry.scrapeLock();
  private final Counter first = counter("test_first_total");
  private final Counter second = counter("test_second_total");
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    others.shutdownNow();
  }

  @Test
  void scrape_whileAGroupIsHalfDone_waitsForAllOfIt() throws Exception {
    CountDownLatch halfDone = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Future<?> writer =
        others.submit(
            () ->
                lock.atomically(
                    () -> {
                      first.inc();
                      halfDone.countDown();
                      await(goOn);
                      second.inc();
                    }));
    await(halfDone);
    AtomicBoolean released = new AtomicBoolean();
    Future<Boolean> scrape =
        others.submit(
            () -> {
              MetricSnapshots seen = registry.scrape();
              return released.get()
                  && value(seen, "test_first") == 1
                  && value(seen, "test_second") == 1;
            });

    released.set(true);
    goOn.countDown();

    assertThat(scrape.get(20, TimeUnit.SECONDS)).as("saw all of the group, after it").isTrue();
    writer.get(20, TimeUnit.SECONDS);
  }

  @Test
  void groups_whileTheProcessIsRead_doNotWait() {
    GaugeWithCallback.builder()
        .name("test_process")
        .callback(read -> read.call(recordedElsewhere() ? 1 : 0))
        .register(registry.process());

    MetricSnapshots seen = registry.scrape();

    assertThat(value(seen, "test_first")).as("recorded before the lock was taken").isEqualTo(1);
    assertThat(seen.stream().map(snapshot -> snapshot.getMetadata().getName()))
        .containsExactly("test_first", "test_process", "test_second");
  }

  private boolean recordedElsewhere() {
    try {
      others.submit(() -> lock.atomically(first::inc)).get(20, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("waits for the scrape", e);
    }
  }

  @Test
  void groups_ofSeveralWriters_doNotWaitForEachOther() throws Exception {
    CountDownLatch bothInside = new CountDownLatch(2);
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      writers.add(
          others.submit(
              () ->
                  lock.atomically(
                      () -> {
                        bothInside.countDown();
                        await(bothInside);
                      })));
    }
    for (Future<?> writer : writers) {
      writer.get(20, TimeUnit.SECONDS);
    }
    assertThat(bothInside.getCount()).isZero();
  }

  @Test
  void scrapes_underLoad_alwaysSeeBothOrNeither() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(
          others.submit(
              () -> {
                while (!stop.get()) {
                  lock.atomically(
                      () -> {
                        first.inc();
                        second.inc();
                      });
                }
              }));
    }
    try {
      // Else all scrapes may be over before the first writer has a processor.
      Awaitility.await().until(() -> first.get() > 0);
      for (int i = 0; i < 300; i++) {
        MetricSnapshots seen =
            i % 2 == 0 ? registry.scrape() : registry.scrape(name -> name.startsWith("test"));
        assertThat(value(seen, "test_first")).isEqualTo(value(seen, "test_second"));
      }
    } finally {
      stop.set(true);
    }
    for (Future<?> writer : writers) {
      writer.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void lock_afterAGroupThatThrew_isFree() {
    try {
      lock.atomically(
          () -> {
            throw new IllegalStateException("a bug");
          });
    } catch (IllegalStateException expected) {
      first.inc();
    }

    assertThat(value(registry.scrape(), "test_first")).isEqualTo(1);
  }

  private Counter counter(String name) {
    return Counter.builder().name(name).help("A test's.").register(registry);
  }

  private static double value(MetricSnapshots snapshots, String name) {
    return snapshots.stream()
        .filter(s -> s.getMetadata().getName().equals(name))
        .mapToDouble(s -> ((CounterSnapshot) s).getDataPoints().get(0).getValue())
        .sum();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("what a test waits for has not happened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
