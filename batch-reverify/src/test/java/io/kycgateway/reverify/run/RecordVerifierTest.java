package io.kycgateway.reverify.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Clock;
import io.dropwizard.util.Duration;
import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.pipeline.VerificationOutcome;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.reverify.results.OutcomeLine;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import io.kycgateway.verification.Tracer;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordVerifierTest {
  private static final VerificationOutcome VERIFIED =
      new Decision("v", Status.VERIFIED, 0.9, List.of(), Map.of(), List.of());

  private final Deque<VerificationOutcome> outcomes = new ArrayDeque<>();
  private final List<VerificationContext> contexts = new ArrayList<>();
  private final StopSignal stop = new StopSignal();

  @Test
  void verify_transientFailures_areRetriedUntilADecision() {
    outcomes.add(failed(Kind.TIMEOUT, "the module's timeout"));
    outcomes.add(failed(Kind.STATUS, "503"));
    outcomes.add(VERIFIED);

    RecordOutcome outcome = verifier(3, 1).verify(record()).orElseThrow().outcome();

    assertThat(outcome.status()).isEqualTo(Status.VERIFIED);
    assertThat(outcome.attempts()).isEqualTo(3);
    assertThat(contexts).hasSize(3).allMatch(context -> context.channel() == Channel.BATCH);
  }

  @Test
  void verify_retriesUsedUp_isADeadLetterWithItsReason() {
    outcomes.add(failed(Kind.STATUS, "500"));
    outcomes.add(failed(Kind.STATUS, "502"));

    OutcomeLine written = verifier(1, 1).verify(record()).orElseThrow();

    assertThat(written.outcome().reason()).isEqualTo(DeadLetterReason.RETRIES_EXHAUSTED);
    assertThat(new String(written.json(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"detail\":\"liveness: status (502)\"")
        .contains("\"attempts\":2");
  }

  @ParameterizedTest
  @CsvSource({"STATUS, 400", "STATUS, 404", "INVALID_RESPONSE, an empty body"})
  void verify_failureThatWouldOnlyRepeat_isNotRetried(Kind kind, String detail) {
    outcomes.add(failed(kind, detail));

    RecordOutcome outcome = verifier(5, 1).verify(record()).orElseThrow().outcome();

    assertThat(outcome.reason()).isEqualTo(DeadLetterReason.VERIFICATION_FAILED);
    assertThat(contexts).hasSize(1);
  }

  @Test
  void verify_refusedByAnOpenCircuit_waitsWithoutUsingUpRetries() {
    for (int i = 0; i < 10; i++) {
      outcomes.add(refused());
    }
    outcomes.add(failed(Kind.TIMEOUT, "the module's timeout"));
    outcomes.add(refused());
    outcomes.add(VERIFIED);

    RecordOutcome outcome =
        verifier(1, 1, Duration.hours(1)).verify(record()).orElseThrow().outcome();

    assertThat(outcome.status()).isEqualTo(Status.VERIFIED);
    assertThat(contexts).hasSize(13);
  }

  @Test
  void verify_refusedForTooLong_isADeadLetterWithItsReason() {
    for (int i = 0; i < 1000; i++) {
      outcomes.add(refused());
    }

    OutcomeLine written = verifier(3, 1, Duration.milliseconds(20)).verify(record()).orElseThrow();

    assertThat(written.outcome().reason()).isEqualTo(DeadLetterReason.RETRIES_EXHAUSTED);
    assertThat(new String(written.json(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"detail\":\"liveness: rejected (its circuit is open)\"");
  }

  @Test
  void verify_refusedForWantOfAThread_isRetriedAsOften() {
    outcomes.add(failed(Kind.REJECTED, "no thread was free"));
    outcomes.add(failed(Kind.REJECTED, "no thread was free"));

    assertThat(verifier(1, 1).verify(record()).orElseThrow().outcome().reason())
        .isEqualTo(DeadLetterReason.RETRIES_EXHAUSTED);
  }

  @ParameterizedTest
  @CsvSource({"429, true", "503, true", "500, false", "408, false"})
  void attempt_status_saysWhetherItIsOverload(String status, boolean isOverload) {
    Attempt attempt =
        Attempt.of(
            new ModuleFailed(
                "v",
                ModuleName.OCR,
                new ModuleFailure(Kind.STATUS, status, java.time.Duration.ofSeconds(7))));

    assertThat(attempt)
        .isEqualTo(
            new Attempt.Transient(
                "ocr: status (" + status + ")", java.time.Duration.ofSeconds(7), isOverload));
  }

  @Test
  void verify_stoppedDuringAWaitBetweenAttempts_abandonsAtOnce() throws Exception {
    outcomes.add(failed(Kind.STATUS, "503"));
    CountDownLatch begun = new CountDownLatch(1);
    RecordVerifier verifier =
        new RecordVerifier(
            (request, context, listener) -> {
              begun.countDown();
              return outcomes.remove();
            },
            Limiter.fixed(1),
            AttemptRateLimiter.of(0),
            Tracer.NONE,
            stop,
            // An hour: only being woken can end this.
            new RetryConfiguration(5, Duration.hours(1), Duration.hours(1), Duration.hours(1)),
            5,
            Clock.defaultClock(),
            InstantSource.system());

    CompletableFuture<Optional<OutcomeLine>> verified =
        CompletableFuture.supplyAsync(() -> verifier.verify(record()));
    begun.await();
    stop.request("test");

    assertThat(verified.get()).isEmpty();
  }

  @Test
  void verify_afterAStop_callsNothing() {
    stop.request("test");

    assertThat(verifier(3, 1).verify(record())).isEmpty();
    assertThat(contexts).isEmpty();
  }

  private RecordVerifier verifier(int retries, int delayMillis) {
    return verifier(retries, delayMillis, Duration.milliseconds(1));
  }

  private RecordVerifier verifier(int retries, int delayMillis, Duration maxRetryAfter) {
    return new RecordVerifier(
        (request, context, listener) -> {
          contexts.add(context);
          return outcomes.remove();
        },
        Limiter.fixed(1),
        AttemptRateLimiter.of(0),
        Tracer.NONE,
        stop,
        new RetryConfiguration(
            retries,
            Duration.milliseconds(delayMillis),
            Duration.milliseconds(delayMillis),
            maxRetryAfter),
        retries,
        Clock.defaultClock(),
        InstantSource.system());
  }

  private static VerificationOutcome failed(Kind kind, String detail) {
    return new ModuleFailed("v", ModuleName.LIVENESS, new ModuleFailure(kind, detail));
  }

  private static VerificationOutcome refused() {
    return new ModuleFailed(
        "v",
        ModuleName.LIVENESS,
        new ModuleFailure(Kind.REJECTED, "its circuit is open", java.time.Duration.ofMillis(1)));
  }

  private static ManifestRecord record() {
    Evidence evidence = new Evidence("s3://b/x", null, null, "passport", "ESP");
    return new ManifestRecord(
        7,
        100,
        "id",
        Labels.NONE,
        new VerificationRequest(
            "11111111-1111-1111-1111-111111111111", null, evidence, evidence, Map.of()));
  }
}
