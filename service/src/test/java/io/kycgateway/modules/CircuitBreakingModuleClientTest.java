package io.kycgateway.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.util.Duration;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.testing.MovableClock;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A circuit that opens at 4 of 8 calls, for 10 seconds, and closes after 3 trial calls. */
class CircuitBreakingModuleClientTest {
  private static final int CLOSED = 0;
  private static final int HALF_OPEN = 1;
  private static final int OPEN = 2;
  private static final ModuleResult ANSWER =
      new ModuleResult.Scored(0.9, List.of(), null, new byte[0]);
  private static final ModuleResult BROKEN = ModuleResult.failed(Kind.STATUS, "500");

  private final MovableClock clock = new MovableClock(TimeUnit.DAYS.toNanos(1));
  private final Circuit circuit =
      new Circuit(
          ModuleName.OCR,
          new CircuitConfiguration(true, 0.5, 8, Duration.seconds(10), Duration.seconds(10), 3),
          clock);
  private final AtomicInteger called = new AtomicInteger();
  private volatile ModuleResult answer = ANSWER;
  private final ModuleClient client =
      new CircuitBreakingModuleClient(
          call -> {
            called.incrementAndGet();
            return answer;
          },
          circuit);

  @Test
  void circuit_fewFailures_staysClosedWhateverTheirShare() {
    calls(7, BROKEN);

    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  @Test
  void circuit_failuresBelowTheRatio_staysClosed() {
    calls(50, ANSWER);
    calls(49, BROKEN);

    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  @Test
  void circuit_failuresLongAgo_areForgotten() {
    calls(7, BROKEN);
    advance(11);
    calls(7, BROKEN);

    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  @Test
  void circuit_failuresAtTheRatio_opensAndRefusesWithoutACall() {
    calls(4, ANSWER);
    calls(4, BROKEN);
    assertThat(circuit.state()).isEqualTo(OPEN);
    int before = called.get();
    advance(4);

    ModuleResult refused = call(new CallControl());

    assertThat(called.get()).isEqualTo(before);
    assertThat(refused)
        .isEqualTo(
            new ModuleResult.Failed(
                new ModuleFailure(
                    Kind.REJECTED, "its circuit is open", java.time.Duration.ofSeconds(6))));
  }

  @Test
  void circuit_afterItsTime_letsTrialsThroughAndCloses() {
    calls(8, BROKEN);
    advance(11);

    calls(1, ANSWER);
    assertThat(circuit.state()).isEqualTo(HALF_OPEN);
    calls(2, ANSWER);

    assertThat(circuit.state()).isEqualTo(CLOSED);
    // It starts anew: what was before it opened does not count.
    calls(4, BROKEN);
    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  @Test
  void circuit_failedTrials_openItAgainForItsWholeTime() {
    calls(8, BROKEN);
    advance(11);
    calls(3, BROKEN);
    assertThat(circuit.state()).isEqualTo(OPEN);
    advance(9);
    int before = called.get();

    calls(5, ANSWER);
    assertThat(called.get()).isEqualTo(before);

    advance(2);
    calls(3, ANSWER);
    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  @Test
  void circuit_trialsThatSayNothing_giveTheirPlacesBack() {
    calls(8, BROKEN);
    advance(11);

    calls(20, ModuleResult.failed(Kind.CANCELLED, "cancelled"));
    calls(20, ModuleResult.failed(Kind.REJECTED, "no connection was free"));
    assertThat(circuit.state()).isEqualTo(HALF_OPEN);
    calls(3, ANSWER);

    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 2"})
  void circuit_timeoutsThatWereThisProcessesDelay_sayNothing(boolean isOwn, int state) {
    answer = ModuleResult.failed(Kind.TIMEOUT, "ConnectTimeoutException");

    for (int i = 0; i < 8; i++) {
      ModuleResult unused = call(new CallControl(() -> isOwn));
    }

    assertThat(circuit.state()).isEqualTo(state);
  }

  @Test
  void circuit_allTrialsInFlight_refusesForAShortTime() throws Exception {
    calls(8, BROKEN);
    advance(11);
    CountDownLatch begun = new CountDownLatch(3);
    CountDownLatch end = new CountDownLatch(1);
    ModuleClient held =
        new CircuitBreakingModuleClient(
            call -> {
              begun.countDown();
              await(end);
              return ANSWER;
            },
            circuit);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<ModuleResult>> trials =
        List.of(
            threads.submit(() -> held.call(moduleCall(new CallControl()))),
            threads.submit(() -> held.call(moduleCall(new CallControl()))),
            threads.submit(() -> held.call(moduleCall(new CallControl()))));
    await(begun);

    assertThat(call(new CallControl()))
        .isEqualTo(
            new ModuleResult.Failed(
                new ModuleFailure(
                    Kind.REJECTED, "its circuit is open", java.time.Duration.ofSeconds(1))));
    assertThat(circuit.state()).isEqualTo(HALF_OPEN);

    end.countDown();
    for (Future<ModuleResult> trial : trials) {
      assertThat(trial.get()).isEqualTo(ANSWER);
    }
    assertThat(circuit.state()).isEqualTo(CLOSED);
    threads.shutdown();
  }

  @Test
  void circuit_callFromBeforeItOpened_decidesNothing() {
    Circuit.Permit early = circuit.acquire();
    calls(8, BROKEN);
    advance(11);
    calls(2, ANSWER);

    circuit.release(early, Circuit.Result.FAILURE);
    assertThat(circuit.state()).isEqualTo(HALF_OPEN);
    calls(1, ANSWER);

    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, reset, 2",
    "TIMEOUT, connect, 2",
    "INVALID_RESPONSE, an empty body, 2",
    "STATUS, 500, 2",
    "STATUS, 503, 2",
    "STATUS, 429, 2",
    "STATUS, 400, 0",
    "STATUS, 404, 0",
    "STATUS, 302, 0",
    "REJECTED, no connection was free, 0",
    "CANCELLED, in mid-attempt, 0",
  })
  void circuit_manyFailuresOfAKind_opensWhereTheModuleIsToBlame(
      Kind kind, String detail, int state) {
    calls(100, ModuleResult.failed(kind, detail));

    assertThat(circuit.state()).isEqualTo(state);
  }

  @Test
  void circuit_callsCancelledAtTheirTimeout_areFailures() {
    answer = ModuleResult.failed(Kind.CANCELLED, "in mid-attempt");
    for (int i = 0; i < 8; i++) {
      CallControl control = new CallControl();
      control.timeOut();
      assertThat(control.isCancelled()).isTrue();
      ModuleResult unused = call(control);
    }

    assertThat(circuit.state()).isEqualTo(OPEN);
  }

  @Test
  void circuit_bug_isHandedOnAndSaysNothing() {
    ModuleClient buggy =
        new CircuitBreakingModuleClient(
            call -> {
              throw new IllegalStateException("a bug");
            },
            circuit);

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> buggy.call(moduleCall(new CallControl())))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  private void calls(int number, ModuleResult result) {
    answer = result;
    for (int i = 0; i < number; i++) {
      ModuleResult unused = call(new CallControl());
    }
  }

  private ModuleResult call(CallControl control) {
    return client.call(moduleCall(control));
  }

  private static ModuleCall moduleCall(CallControl control) {
    return new ModuleCall(
        "verification-1",
        new ModulePayload(new byte[0], new byte[0]),
        new VerificationContext(Channel.ONLINE, "r", TraceContext.started(), null),
        TraceContext.started(),
        1000,
        control,
        1);
  }

  private void advance(int seconds) {
    clock.advance(java.time.Duration.ofSeconds(seconds));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
