package io.kycgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kycgateway.common.VirtualThreads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PipelineThreadsTest {
  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void pool_full_refusesInsteadOfQueueing() {
    assumeFalse(VirtualThreads.areAvailable(), "virtual threads have no limit");
    try (PipelineThreads threads = PipelineThreads.create(1)) {
      assertThat(threads.description()).isEqualTo("a pool of at most 1 platform threads");
      threads.execute(this::hold);

      assertThatThrownBy(() -> threads.execute(this::hold))
          .isInstanceOf(RejectedExecutionException.class);
    } finally {
      release.countDown();
    }
  }

  @Test
  void virtualThreads_anyNumber_runAtOnce() throws InterruptedException {
    assumeTrue(VirtualThreads.areAvailable(), "this JDK has no virtual threads");
    int calls = 500;
    CountDownLatch begun = new CountDownLatch(calls);
    try (PipelineThreads threads = PipelineThreads.create(1)) {
      assertThat(threads.description()).isEqualTo("virtual threads");
      for (int i = 0; i < calls; i++) {
        threads.execute(
            () -> {
              begun.countDown();
              hold();
            });
      }
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      release.countDown();
    }
  }

  @Test
  void after_closedMeanwhile_stillRuns() throws InterruptedException {
    CountDownLatch due = new CountDownLatch(2);
    PipelineThreads threads = PipelineThreads.create(1);
    assertThat(threads.after(TimeUnit.MILLISECONDS.toNanos(200), due::countDown)).isNotDone();

    threads.close();
    assertThat(threads.after(1, due::countDown)).isNotCancelled();

    assertThat(due.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private void hold() {
    try {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      // The threads were closed.
      Thread.currentThread().interrupt();
    }
  }
}
