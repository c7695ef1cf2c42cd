package io.kycgateway.reverify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  private final StopSignal stop = new StopSignal();

  @Test
  void request_twice_keepsTheFirstCause() {
    assertThat(stop.cause()).isEmpty();

    stop.request("SIGTERM");
    stop.request("full disk");

    assertThat(stop.cause()).contains(new StopSignal.Cause("SIGTERM"));
    assertThat(stop.isRequested()).isTrue();
  }

  @Test
  void request_whileAThreadWaits_interruptsIt() throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicBoolean isInterrupted = new AtomicBoolean();
    Thread thread =
        new Thread(
            () -> {
              stop.beginWait();
              waiting.countDown();
              try {
                new Semaphore(0).acquire();
              } catch (InterruptedException e) {
                isInterrupted.set(true);
              } finally {
                stop.endWait();
              }
            });
    thread.start();
    waiting.await();

    stop.request("SIGTERM");
    thread.join();

    assertThat(isInterrupted).isTrue();
  }

  @Test
  void beginWait_afterTheRequest_interruptsTheWait() {
    stop.request("SIGTERM");

    stop.beginWait();

    assertThat(Thread.interrupted()).isTrue();
    stop.endWait();
  }

  @Test
  void request_afterTheWait_leavesAWorkingThreadAlone() {
    stop.beginWait();
    stop.endWait();

    stop.request("SIGTERM");

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void unlessStopped_taskThatNeverEnds_isLeftWhenAStopIsRequested() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    stop.request("SIGTERM");

    assertThat(
            stop.unlessStopped(
                () -> {
                  never.await();
                  return 1;
                }))
        .isEmpty();
    never.countDown();
  }

  @Test
  void unlessStopped_taskThatEnds_givesItsResultOrItsFailure() throws Exception {

    assertThat(stop.unlessStopped(() -> 1)).contains(1);
    assertThatThrownBy(
            () ->
                stop.unlessStopped(
                    () -> {
                      throw new IOException("broken");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("broken");
  }
}
