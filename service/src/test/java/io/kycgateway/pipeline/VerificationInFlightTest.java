package io.kycgateway.pipeline;

import static io.kycgateway.pipeline.PipelineFixture.await;
import static io.kycgateway.pipeline.PipelineFixture.scored;
import static io.kycgateway.verification.ModuleName.ANTIFRAUD;
import static io.kycgateway.verification.ModuleName.DECISION;
import static io.kycgateway.verification.ModuleName.FACE_MATCH;
import static io.kycgateway.verification.ModuleName.LIVENESS;
import static io.kycgateway.verification.ModuleName.OCR;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Timer;
import io.dropwizard.util.Duration;
import io.kycgateway.modules.HeldModule;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens while modules have not answered yet. The clock stands until a test moves it. */
class VerificationInFlightTest {
  private static final Map<String, Long> CANCELLED = Map.of("cancelled", 1L);
  private static final Map<String, Long> SKIPPED = Map.of("skipped", 1L);
  private static final Map<String, Long> TIMEOUT = Map.of("timeout", 1L);
  // Short, because the pipeline waits this long in real time before it looks at the clock again.
  private static final Duration TICK = Duration.milliseconds(1);

  private final PipelineFixture fixture = new PipelineFixture();
  private final HeldModule liveness = new HeldModule(scored(0.9));
  private final HeldModule ocr = new HeldModule(scored(0.9));
  private final HeldModule faceMatch = new HeldModule(scored(0.9));

  @AfterEach
  void nothing_isInFlight() {
    assertThat(fixture.count(PipelineMetrics.ACTIVE_SESSIONS)).isZero();
    fixture.close();
  }

  @Test
  void modules_stillRunningAtARequiredFailure_areCancelled() {
    fixture
        .with(LIVENESS, liveness)
        .with(OCR, ocr)
        .with(
            FACE_MATCH,
            call -> {
              liveness.awaitBegun();
              ocr.awaitBegun();
              return ModuleResult.failed(Kind.STATUS, "500");
            });

    assertThat(fixture.verify()).isInstanceOf(ModuleFailed.class);

    assertThat(liveness.awaitCancelled()).isTrue();
    assertThat(ocr.awaitCancelled()).isTrue();
    assertThat(fixture.outcomes(LIVENESS)).isEqualTo(CANCELLED);
    assertThat(fixture.outcomes(OCR)).isEqualTo(CANCELLED);
    assertThat(fixture.outcomes(FACE_MATCH)).isEqualTo(Map.of("error", 1L));
    assertThat(fixture.outcomes(ANTIFRAUD)).isEqualTo(SKIPPED);
    assertThat(fixture.outcomes(DECISION)).isEqualTo(SKIPPED);
  }

  @Test
  void deadline_reached_timesOutWhatIsRunningAndSkipsTheRest() {
    fixture.with(LIVENESS, liveness).with(OCR, ocr).with(FACE_MATCH, faceMatch).deadline(TICK);

    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    List.of(liveness, ocr, faceMatch).forEach(HeldModule::awaitBegun);
    assertThat(verification).isNotDone();
    fixture.advance(TICK);

    assertThat(await(verification))
        .isInstanceOfSatisfying(
            DeadlineExceeded.class,
            exceeded ->
                assertThat(exceeded.waitingFor()).containsExactly(LIVENESS, OCR, FACE_MATCH));
    assertThat(liveness.awaitCancelled()).isTrue();
    assertThat(fixture.outcomes(FACE_MATCH)).isEqualTo(TIMEOUT);
    assertThat(fixture.outcomes(DECISION)).isEqualTo(SKIPPED);
    assertThat(fixture.count(PipelineMetrics.VERIFICATIONS, "ERROR")).isEqualTo(1);
  }

  @Test
  void deadline_passedBetweenModules_startsNoFurtherOne() {
    fixture.with(
        ANTIFRAUD,
        call -> {
          fixture.advance(Duration.seconds(8));
          return scored(0.9);
        });

    assertThat(fixture.verify())
        .isInstanceOfSatisfying(
            DeadlineExceeded.class,
            exceeded -> assertThat(exceeded.waitingFor()).containsExactly(DECISION));
    assertThat(fixture.calls).doesNotContainKey(DECISION);
    assertThat(fixture.outcomes(ANTIFRAUD)).isEqualTo(Map.of("success", 1L));
    assertThat(fixture.outcomes(DECISION)).isEqualTo(SKIPPED);
  }

  @ParameterizedTest
  @CsvSource({"1500, 2000", "7000, 1000"})
  void time_ofTheNextModule_isItsTimeoutOrWhatIsLeftOfTheBudget(int passed, long remaining) {
    // The module's timeout is two seconds, the budget eight.
    fixture
        .with(
            ANTIFRAUD,
            call -> {
              fixture.advance(Duration.milliseconds(passed));
              return scored(0.9);
            })
        .with(
            "antifraud",
            new ModuleConfiguration(
                null,
                Duration.seconds(8),
                List.of("liveness", "ocr", "face_match"),
                true,
                null,
                null));

    fixture.verify();

    assertThat(fixture.calls.get(DECISION).remainingMillis()).isEqualTo(remaining);
  }

  @Test
  void timeout_ofARequiredModule_endsTheVerification() {
    fixture.with(OCR, ocr).with("ocr", timeout(true));

    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    ocr.awaitBegun();
    fixture.advance(TICK);

    assertThat(await(verification))
        .isInstanceOfSatisfying(
            ModuleFailed.class,
            failed -> {
              assertThat(failed.module()).isEqualTo(OCR);
              assertThat(failed.failure().kind()).isEqualTo(Kind.TIMEOUT);
            });
    assertThat(ocr.awaitCancelled()).isTrue();
    assertThat(fixture.outcomes(OCR)).isEqualTo(TIMEOUT);
  }

  @Test
  void timeout_ofAModule_isItsTimeout() {
    fixture.with(OCR, ocr).with("ocr", timeout(true));

    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    ocr.awaitBegun();
    fixture.advance(TICK);

    assertThat(await(verification)).isInstanceOf(ModuleFailed.class);
    assertThat(fixture.calls.get(OCR).control().hasTimedOut()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"499, false", "500, true"})
  void deadline_beforeAModulesTimeout_isItsTimeoutOnlyAfterHalfOfIt(int micros, boolean timedOut) {
    fixture
        .with(OCR, ocr)
        .with(FACE_MATCH, faceMatch)
        .with("ocr", timeout(true))
        .deadline(Duration.microseconds(micros));

    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    ocr.awaitBegun();
    // Else there may be no time left to start it, which ends the verification in another way.
    faceMatch.awaitBegun();
    fixture.advance(Duration.microseconds(micros));

    assertThat(await(verification)).isInstanceOf(DeadlineExceeded.class);
    assertThat(ocr.awaitCancelled()).isTrue();
    assertThat(fixture.calls.get(OCR).control().hasTimedOut()).isEqualTo(timedOut);
  }

  @Test
  void call_cancelledForAnotherOne_hasNotTimedOut() {
    fixture
        .with(OCR, ocr)
        .with(
            FACE_MATCH,
            call -> {
              ocr.awaitBegun();
              return ModuleResult.failed(Kind.STATUS, "500");
            });

    assertThat(fixture.verify()).isInstanceOf(ModuleFailed.class);

    assertThat(ocr.awaitCancelled()).isTrue();
    assertThat(fixture.calls.get(OCR).control().hasTimedOut()).isFalse();
  }

  @Test
  void timeout_duringADelayOfThisProcess_isExtendedByItsHandOffs() throws InterruptedException {
    fixture.with(OCR, ocr).with("ocr", timeout(true));
    fixture.ownDelay(TICK);
    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    ocr.awaitBegun();

    fixture.advance(Duration.milliseconds(3));
    fixture.awaitOwnDelayAsked();
    ocr.release();

    assertThat(await(verification)).isInstanceOf(Decision.class);
    assertThat(fixture.outcomes(OCR)).isEqualTo(Map.of("success", 1L));
  }

  @Test
  void timeout_beyondWhatThisProcessDelayed_isTheModules() {
    fixture.with(OCR, ocr).with("ocr", timeout(true));
    fixture.ownDelay(TICK);
    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    ocr.awaitBegun();

    fixture.advance(Duration.milliseconds(4));

    assertThat(await(verification)).isInstanceOf(ModuleFailed.class);
    assertThat(fixture.outcomes(OCR)).isEqualTo(TIMEOUT);
    assertThat(ocr.awaitCancelled()).isTrue();
    assertThat(fixture.calls.get(OCR).control().hasTimedOut()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1, true", "0, false"})
  void connectTimeout_isTheModulesUnlessThisProcessDelayedIt(long delayMillis, boolean isOwn) {
    fixture.ownDelay(Duration.milliseconds(delayMillis));
    fixture.with(
        OCR,
        call -> {
          fixture.advance(Duration.milliseconds(6));
          // What the circuit asks before the pipeline does.
          assertThat(call.control().isOwnDelay()).isEqualTo(isOwn);
          return ModuleResult.failed(Kind.TIMEOUT, "ConnectTimeoutException");
        });

    assertThat(fixture.verify())
        .isInstanceOfSatisfying(
            ModuleFailed.class,
            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.TIMEOUT));
    assertThat(fixture.outcomes(OCR)).isEqualTo(isOwn ? CANCELLED : TIMEOUT);
    assertThat(fixture.calls.get(OCR).control().hasTimedOut()).isFalse();
  }

  @Test
  void deadline_afterADelayOfThisProcess_blamesNoModule() {
    fixture.with(OCR, ocr).with("ocr", timeout(true)).deadline(Duration.milliseconds(6));
    fixture.ownDelay(Duration.milliseconds(2));
    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    ocr.awaitBegun();

    fixture.advance(Duration.milliseconds(6));

    assertThat(await(verification)).isInstanceOf(DeadlineExceeded.class);
    assertThat(fixture.outcomes(OCR)).isEqualTo(CANCELLED);
    assertThat(ocr.awaitCancelled()).isTrue();
    assertThat(fixture.calls.get(OCR).control().hasTimedOut()).isFalse();
  }

  @Test
  void timeout_ofADegradableModule_letsTheVerificationGoOn() {
    fixture.with(ANTIFRAUD, ocr).with("antifraud", timeout(false, "liveness", "ocr", "face_match"));

    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    ocr.awaitBegun();
    fixture.advance(TICK);

    assertThat(await(verification))
        .isInstanceOfSatisfying(
            Decision.class, decision -> assertThat(decision.degraded()).containsExactly(ANTIFRAUD));
    assertThat(fixture.outcomes(ANTIFRAUD)).isEqualTo(TIMEOUT);
    assertThat(ocr.awaitCancelled()).isTrue();
  }

  @Test
  void verification_interrupted_isOneErrorAndCancelsItsModules() throws InterruptedException {
    fixture.with(LIVENESS, liveness);
    VerificationPipeline pipeline = fixture.pipeline();
    AtomicReference<VerificationOutcome> outcome = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              outcome.set(pipeline.verify(PipelineFixture.REQUEST, PipelineFixture.CONTEXT));
              flag.set(Thread.currentThread().isInterrupted());
            });
    caller.start();
    liveness.awaitBegun();

    caller.interrupt();
    caller.join();

    assertThat(outcome.get())
        .isInstanceOfSatisfying(InternalError.class, error -> assertThat(error.cause()).isNull());
    assertThat(flag.get()).as("the caller sees that it was interrupted").isTrue();
    assertThat(liveness.awaitCancelled()).isTrue();
    assertThat(fixture.outcomes(LIVENESS)).isEqualTo(CANCELLED);
    assertThat(fixture.count(PipelineMetrics.VERIFICATIONS, "ERROR")).isEqualTo(1);
  }

  @Test
  void verification_beyondCapacity_isShedAndNothingElseIsCounted() {
    fixture.with(LIVENESS, liveness).maxConcurrent(1);
    VerificationPipeline pipeline = fixture.pipeline();
    CompletableFuture<VerificationOutcome> first = fixture.verifying(pipeline);
    liveness.awaitBegun();
    assertThat(fixture.count(PipelineMetrics.ACTIVE_SESSIONS)).isEqualTo(1);

    VerificationOutcome second = pipeline.verify(PipelineFixture.REQUEST, PipelineFixture.CONTEXT);

    assertThat(second).isEqualTo(new Shed(Shed.Reason.CAPACITY));
    assertThat(fixture.count(PipelineMetrics.REQUESTS_SHED, "capacity")).isEqualTo(1);
    liveness.release();
    assertThat(await(first)).isInstanceOf(Decision.class);
    assertThat(fixture.families.timer(PipelineMetrics.VERIFICATION_DURATION).getCount())
        .isEqualTo(1);
    assertThat(fixture.outcomes(LIVENESS)).isEqualTo(Map.of("success", 1L));
  }

  @Test
  void capacity_freedByAnOutcome_isGivenToTheNext() {
    VerificationPipeline pipeline = fixture.maxConcurrent(1).pipeline();

    for (int i = 0; i < 3; i++) {
      assertThat(pipeline.verify(PipelineFixture.REQUEST, PipelineFixture.CONTEXT))
          .isInstanceOf(Decision.class);
    }
  }

  @Test
  void pipeline_closed_shedsNewVerificationsAndFinishesThoseInFlight() {
    fixture.with(LIVENESS, liveness);
    VerificationPipeline pipeline = fixture.pipeline();
    CompletableFuture<VerificationOutcome> inFlight = fixture.verifying(pipeline);
    liveness.awaitBegun();
    assertThat(pipeline.isOpen()).isTrue();

    pipeline.close();

    assertThat(pipeline.isOpen()).isFalse();
    assertThat(pipeline.verify(PipelineFixture.REQUEST, PipelineFixture.CONTEXT))
        .isEqualTo(new Shed(Shed.Reason.SHUTDOWN));
    assertThat(fixture.count(PipelineMetrics.REQUESTS_SHED, "shutdown")).isEqualTo(1);
    liveness.release();
    assertThat(await(inFlight)).isInstanceOf(Decision.class);
  }

  @Test
  void call_answeredAfterItsTimeout_changesNothing() {
    fixture.with(ANTIFRAUD, ocr).with("antifraud", timeout(false, "liveness", "ocr", "face_match"));
    HeldModule decision =
        new HeldModule(PipelineFixture.decided(io.kycgateway.verification.Status.REJECTED));
    fixture.with(DECISION, decision);

    CompletableFuture<VerificationOutcome> verification = fixture.verifying(fixture.pipeline());
    ocr.awaitBegun();
    fixture.advance(TICK);
    decision.awaitBegun();
    // Its report is in the queue now, or will be: it belongs to a call that is settled.
    assertThat(ocr.awaitCancelled()).isTrue();
    decision.release();

    assertThat(await(verification)).isInstanceOf(Decision.class);
    assertThat(fixture.outcomes(ANTIFRAUD)).isEqualTo(TIMEOUT);
  }

  // One thread watches the deadlines of all.
  @Test
  void timeout_whileAnotherVerificationCancelsSlowly_isInTime() throws InterruptedException {
    CountDownLatch cancelling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch bothInFlight = new CountDownLatch(2);
    AtomicBoolean isFirst = new AtomicBoolean(true);
    // Of the other one no module responds: that would wake it.
    fixture
        .with(FACE_MATCH, faceMatch)
        .with(
            OCR,
            call -> {
              bothInFlight.countDown();
              return ocr.call(call);
            })
        .with("ocr", timeout(true))
        .with("liveness", PipelineFixture.module(/* required= */ false))
        .with(
            LIVENESS,
            call -> {
              if (!isFirst.getAndSet(false)) {
                return liveness.call(call);
              }
              call.control()
                  .begin(
                      () -> {
                        cancelling.countDown();
                        assertThat(awaited(goOn)).isTrue();
                      });
              return ModuleResult.failed(Kind.STATUS, "500");
            });
    VerificationPipeline pipeline = fixture.pipeline();
    CompletableFuture<VerificationOutcome> slow = fixture.verifying(pipeline);
    assertThat(cancelling.await(20, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<VerificationOutcome> other = fixture.verifying(pipeline);
    assertThat(bothInFlight.await(20, TimeUnit.SECONDS)).isTrue();
    fixture.advance(TICK);

    assertThat(await(other)).isInstanceOf(ModuleFailed.class);
    assertThat(slow).isNotDone();
    goOn.countDown();
    assertThat(await(slow)).isInstanceOf(ModuleFailed.class);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ModuleConfiguration timeout(boolean required, String... after) {
    return new ModuleConfiguration(null, TICK, List.of(after), required, null, null);
  }

  @Test
  void threads_exhausted_areARejectionOfTheModule() {
    // A pool that is closed takes no call, as a full one does.
    PipelineFixture closed = new PipelineFixture();
    VerificationPipeline pipeline = closed.pipeline();
    closed.close();

    assertThat(pipeline.verify(PipelineFixture.REQUEST, PipelineFixture.CONTEXT))
        .isInstanceOfSatisfying(
            ModuleFailed.class,
            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.REJECTED));
    assertThat(closed.outcomes(LIVENESS)).isEqualTo(Map.of("rejected", 1L));
    assertThat(closed.outcomes(OCR)).isEqualTo(SKIPPED);
  }

  @Test
  void verification_duration_isTakenFromThePipelinesClock() {
    fixture.with(
        DECISION,
        call -> {
          fixture.advance(Duration.seconds(3));
          return PipelineFixture.decided(io.kycgateway.verification.Status.VERIFIED);
        });

    List<Timer> timers =
        List.of(
            fixture.families.timer(PipelineMetrics.VERIFICATION_DURATION),
            fixture.families.timer(PipelineMetrics.MODULE_DURATION, "decision"),
            fixture.families.timer(PipelineMetrics.MODULE_DURATION, "ocr"));
    // From here on they keep a sample.
    timers.forEach(Timer::getSnapshot);

    fixture.verify();

    assertThat(timers)
        .extracting(timer -> timer.getSnapshot().getValues())
        .containsExactly(new long[] {3_000_000_000L}, new long[] {3_000_000_000L}, new long[] {0});
  }
}
