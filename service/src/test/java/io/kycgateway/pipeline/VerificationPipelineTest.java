package io.kycgateway.pipeline;

import static io.kycgateway.pipeline.PipelineFixture.attack;
import static io.kycgateway.pipeline.PipelineFixture.decided;
import static io.kycgateway.pipeline.PipelineFixture.scored;
import static io.kycgateway.verification.ModuleName.ANTIFRAUD;
import static io.kycgateway.verification.ModuleName.DECISION;
import static io.kycgateway.verification.ModuleName.FACE_MATCH;
import static io.kycgateway.verification.ModuleName.LIVENESS;
import static io.kycgateway.verification.ModuleName.OCR;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.dropwizard.util.Duration;
import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.modules.HeldModule;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.testing.LogEvents;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationPipelineTest {
  private final PipelineFixture fixture = new PipelineFixture();

  @AfterEach
  void everyVerification_concluded_isCountedOnceAndNoneIsInFlight() {
    long verifications = 0;
    for (Status status : Status.values()) {
      verifications += fixture.count(PipelineMetrics.VERIFICATIONS, status.wireName());
    }
    assertThat(fixture.families.timer(PipelineMetrics.VERIFICATION_DURATION).getCount())
        .isEqualTo(verifications)
        .isEqualTo(1);
    for (ModuleName module : ModuleName.values()) {
      assertThat(fixture.outcomes(module).values().stream().mapToLong(n -> n).sum())
          .as("outcomes of %s", module)
          .isEqualTo(verifications);
    }
    assertThat(fixture.count(PipelineMetrics.ACTIVE_SESSIONS)).isZero();
    fixture.close();
  }

  @Test
  void verification_decided_saysHowLongOneTakes() {
    VerificationPipeline pipeline = fixture.with(OCR, after(40, scored(0.7))).pipeline();

    assertThat(pipeline.verify(PipelineFixture.REQUEST, PipelineFixture.CONTEXT))
        .isInstanceOf(Decision.class);

    assertThat(pipeline.shortestNanos()).isEqualTo(40_000_000);
  }

  @Test
  void verification_thatFailsAtOnce_saysNothingOfHowLongOneTakes() {
    VerificationPipeline pipeline =
        fixture.with(OCR, after(1, ModuleResult.failed(Kind.STATUS, "500"))).pipeline();

    assertThat(pipeline.verify(PipelineFixture.REQUEST, PipelineFixture.CONTEXT))
        .isInstanceOf(ModuleFailed.class);

    assertThat(pipeline.shortestNanos()).isZero();
  }

  private ModuleClient after(int millis, ModuleResult result) {
    return call -> {
      fixture.advance(Duration.milliseconds(millis));
      return result;
    };
  }

  @Test
  void verification_genuine_isDecidedAndEveryModuleCountedOnce() {
    VerificationOutcome outcome = fixture.with(OCR, call -> scored(0.7)).verify();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Decision.class,
            decision -> {
              assertThat(decision.status()).isEqualTo(Status.VERIFIED);
              assertThat(decision.confidenceScore()).isEqualTo(0.93);
              assertThat(decision.scores())
                  .isEqualTo(Map.of(LIVENESS, 0.9, OCR, 0.7, FACE_MATCH, 0.9, ANTIFRAUD, 0.9));
              assertThat(decision.degraded()).isEmpty();
            });
    for (ModuleName module : ModuleName.values()) {
      assertThat(fixture.outcomes(module)).isEqualTo(Map.of("success", 1L));
      assertThat(
              fixture.families.timer(PipelineMetrics.MODULE_DURATION, module.wireName()).getCount())
          .isEqualTo(1);
    }
    assertThat(fixture.count(PipelineMetrics.VERIFICATIONS, "VERIFIED")).isEqualTo(1);
    assertThat(fixture.count(PipelineMetrics.LIVENESS_CHECKS, "live")).isEqualTo(1);
  }

  @Test
  void modules_independent_runAtTheSameTime() {
    CyclicBarrier allThree = new CyclicBarrier(3);
    ModuleClient meetsTheOthers =
        call -> {
          meet(allThree);
          return scored(0.9);
        };
    fixture
        .with(LIVENESS, meetsTheOthers)
        .with(OCR, meetsTheOthers)
        .with(FACE_MATCH, meetsTheOthers);

    assertThat(fixture.verify()).isInstanceOf(Decision.class);
    assertThat(allThree.isBroken()).isFalse();
  }

  @Test
  void modules_later_getTheResultsOfAllBeforeThem() {
    fixture.verify();

    assertThat(rest(LIVENESS)).isEqualTo(",\"results\":{}}");
    assertThat(rest(ANTIFRAUD)).contains("liveness", "ocr", "face_match").doesNotContain("anti");
    assertThat(rest(DECISION)).contains("liveness", "ocr", "face_match", "antifraud");
    assertThat(fixture.calls.get(OCR).remainingMillis()).isEqualTo(2000);
    assertThat(fixture.calls.get(OCR).context()).isSameAs(PipelineFixture.CONTEXT);
  }

  @ParameterizedTest
  @EnumSource(value = ModuleName.class, mode = EnumSource.Mode.EXCLUDE, names = "ANTIFRAUD")
  void module_requiredThatFails_endsTheVerificationAsAnError(ModuleName module) {
    VerificationOutcome outcome =
        fixture.with(module, call -> ModuleResult.failed(Kind.STATUS, "500")).verify();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            ModuleFailed.class,
            failed -> {
              assertThat(failed.module()).isEqualTo(module);
              assertThat(failed.failure().kind()).isEqualTo(Kind.STATUS);
            });
    assertThat(fixture.outcomes(module)).isEqualTo(Map.of("error", 1L));
    assertThat(fixture.count(PipelineMetrics.VERIFICATIONS, "ERROR")).isEqualTo(1);
    if (module != DECISION) {
      assertThat(fixture.outcomes(DECISION)).isEqualTo(Map.of("skipped", 1L));
      assertThat(fixture.calls).doesNotContainKey(DECISION);
    }
  }

  @Test
  void module_degradableThatFails_isToldToDecisionAndCapsTheOutcome() {
    VerificationOutcome outcome =
        fixture.with(ANTIFRAUD, call -> ModuleResult.failed(Kind.UNREACHABLE, "x")).verify();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Decision.class,
            decision -> {
              assertThat(decision.status()).isEqualTo(Status.MANUAL_REVIEW);
              assertThat(decision.degraded()).containsExactly(ANTIFRAUD);
              assertThat(decision.scores()).doesNotContainKey(ANTIFRAUD);
            });
    assertThat(rest(DECISION)).contains("\"degraded_modules\":[\"antifraud\"]");
    assertThat(fixture.count(PipelineMetrics.DEGRADED_VERIFICATIONS, "antifraud")).isEqualTo(1);
    assertThat(fixture.count(PipelineMetrics.VERIFICATIONS, "MANUAL_REVIEW")).isEqualTo(1);
  }

  @Test
  void module_degradedButNoDecision_isNotCountedAsADegradedVerification() {
    fixture
        .with(ANTIFRAUD, call -> ModuleResult.failed(Kind.UNREACHABLE, "x"))
        .with(DECISION, call -> ModuleResult.failed(Kind.STATUS, "500"))
        .verify();

    assertThat(fixture.count(PipelineMetrics.DEGRADED_VERIFICATIONS, "antifraud")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, error",
    "STATUS, error",
    "INVALID_RESPONSE, error",
    "TIMEOUT, timeout",
    "REJECTED, rejected",
    "CANCELLED, cancelled",
  })
  void failure_ofEachKind_isCountedUnderItsOutcome(Kind kind, String outcome) {
    fixture.with(DECISION, call -> ModuleResult.failed(kind, "x")).verify();

    assertThat(fixture.outcomes(DECISION)).isEqualTo(Map.of(outcome, 1L));
    boolean measured = outcome.equals("error") || outcome.equals("timeout");
    assertThat(fixture.families.timer(PipelineMetrics.MODULE_DURATION, "decision").getCount())
        .isEqualTo(measured ? 1 : 0);
  }

  @Test
  void client_throwingABug_isAnInternalErrorAndNotTheModules() {
    VerificationOutcome outcome =
        fixture
            .with(
                FACE_MATCH,
                call -> {
                  throw new IllegalStateException("a bug");
                })
            .verify();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            InternalError.class,
            error ->
                assertThat(error.cause())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a bug"));
    assertThat(fixture.outcomes(FACE_MATCH)).isEqualTo(Map.of("cancelled", 1L));
    assertThat(fixture.outcomes(DECISION)).isEqualTo(Map.of("skipped", 1L));
    assertThat(fixture.count(PipelineMetrics.VERIFICATIONS, "ERROR")).isEqualTo(1);
  }

  @Test
  void client_throwingABug_cancelsTheOtherCallsAndIsLoggedOnceWithItsTrace() {
    HeldModule liveness = new HeldModule(scored(0.9));
    IllegalStateException bug = new IllegalStateException("a bug");

    List<ILoggingEvent> logged =
        LogEvents.during(
            "io.kycgateway",
            () ->
                fixture
                    .with(LIVENESS, liveness)
                    .with(
                        OCR,
                        call -> {
                          liveness.awaitBegun();
                          throw bug;
                        })
                    .verify());

    assertThat(liveness.awaitCancelled()).isTrue();
    assertThat(fixture.calls.get(LIVENESS).control().hasTimedOut()).isFalse();
    assertThat(fixture.outcomes(LIVENESS)).isEqualTo(Map.of("cancelled", 1L));
    assertThat(logged.stream().filter(event -> event.getThrowableProxy() != null))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.ERROR);
              assertThat(((ThrowableProxy) event.getThrowableProxy()).getThrowable()).isSameAs(bug);
              assertThat(event.getMDCPropertyMap().get("verification_id"))
                  .isEqualTo(fixture.concluded.get(0).accepted().id());
            });
  }

  @Test
  void client_throwingAnError_isAnInternalError() {
    assertThat(
            fixture
                .with(
                    DECISION,
                    call -> {
                      throw new StackOverflowError();
                    })
                .verify())
        .isInstanceOf(InternalError.class);
  }

  @Test
  void pipeline_withABugOfItsOwn_stillCountsTheVerificationOnce() {
    VerificationOutcome outcome = fixture.with(OCR, (ModuleClient) null).verify();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            InternalError.class,
            error -> assertThat(error.cause()).isInstanceOf(NullPointerException.class));
    assertThat(fixture.count(PipelineMetrics.VERIFICATIONS, "ERROR")).isEqualTo(1);
  }

  @Test
  void listeners_ofAnOutcome_hearTheWholeVerificationUnderItsId() {
    fixture.with(OCR, call -> scored(0.7));

    Decision decision = (Decision) fixture.verify();

    assertThat(fixture.concluded)
        .singleElement()
        .satisfies(
            concluded -> {
              AcceptedVerification accepted = concluded.accepted();
              assertThat(fixture.accepted).containsExactly(accepted);
              assertThat(UUID.fromString(accepted.id()).version()).isEqualTo(7);
              assertThat(accepted.request()).isSameAs(PipelineFixture.REQUEST);
              assertThat(accepted.context()).isSameAs(PipelineFixture.CONTEXT);
              assertThat(concluded.outcome()).isSameAs(decision);
              assertThat(concluded.modules())
                  .extracting(ModuleOutcome::module)
                  .containsExactlyInAnyOrder(ModuleName.values());
            });
    String id = fixture.concluded.get(0).accepted().id();
    assertThat(decision.verificationId()).isEqualTo(id);
    assertThat(fixture.calls.values()).allMatch(call -> call.verificationId().equals(id));
  }

  @Test
  void listener_thatThrows_changesNothingAndHidesNothing() {
    OutcomeListener throwing =
        new OutcomeListener() {
          @Override
          public void accepted(AcceptedVerification verification) {
            throw new IllegalStateException("accepted");
          }

          @Override
          public void concluded(ConcludedVerification verification) {
            throw new IllegalStateException("concluded");
          }
        };

    List<ILoggingEvent> logged =
        LogEvents.during(
            "io.kycgateway",
            () ->
                assertThat(fixture.listeningFirst(throwing).verify()).isInstanceOf(Decision.class));

    assertThat(fixture.concluded).hasSize(1);
    assertThat(fixture.accepted).hasSize(1);
    assertThat(logged)
        .filteredOn(event -> event.getLevel() == Level.ERROR)
        .extracting(event -> event.getThrowableProxy().getMessage())
        .containsExactly("accepted", "concluded");
  }

  @Test
  void attack_ofAKnownType_isCountedAsACheckAndByItsType() {
    fixture
        .with(LIVENESS, call -> attack("mask"))
        .with(DECISION, call -> decided(Status.REJECTED))
        .verify();

    assertThat(fixture.count(PipelineMetrics.LIVENESS_FAILURES, "mask")).isEqualTo(1);
    assertThat(fixture.count(PipelineMetrics.LIVENESS_CHECKS, "attack")).isEqualTo(1);
    assertThat(fixture.count(PipelineMetrics.LIVENESS_CHECKS, "live")).isZero();
    assertThat(fixture.count(PipelineMetrics.VERIFICATIONS, "REJECTED")).isEqualTo(1);
  }

  @Test
  void attack_ofAnUnknownType_isFoldedAndTheFoldIsCounted() {
    fixture.with(LIVENESS, call -> attack("hologram of Mustermann")).verify();

    assertThat(fixture.count(PipelineMetrics.LIVENESS_FAILURES, "other")).isEqualTo(1);
    assertThat(fixture.count(EngineMetrics.LABEL_OVERFLOW, "kyc_liveness_failures_total"))
        .isEqualTo(1);
  }

  @Test
  void attackType_fromAnotherModule_isNoLivenessCheck() {
    fixture.with(OCR, call -> attack("mask")).verify();

    assertThat(fixture.count(PipelineMetrics.LIVENESS_FAILURES, "mask")).isZero();
    assertThat(fixture.count(PipelineMetrics.LIVENESS_CHECKS, "live")).isEqualTo(1);
  }

  private String rest(ModuleName module) {
    return new String(fixture.calls.get(module).payload().rest(), UTF_8);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("the others are not running", e);
    }
  }
}
