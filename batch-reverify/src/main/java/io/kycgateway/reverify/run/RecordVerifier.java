package io.kycgateway.reverify.run;

import com.codahale.metrics.Clock;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import io.kycgateway.pipeline.VerificationOutcome;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.reverify.results.ResultJson;
import io.kycgateway.reverify.results.ResultWriter;
import io.kycgateway.reverify.run.Attempt.Cancelled;
import io.kycgateway.reverify.run.Attempt.CircuitOpen;
import io.kycgateway.reverify.run.Attempt.Decided;
import io.kycgateway.reverify.run.Attempt.Permanent;
import io.kycgateway.reverify.run.Attempt.Transient;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Status;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Verifies a record and retries transient failures. Thread-safe. */
public final class RecordVerifier {
  private static final double JITTER = 0.25;

  /** Tells the library to use its own backoff. */
  private static final Duration POLICY_DELAY = Duration.ofNanos(-1);

  private final BiFunction<VerificationRequest, VerificationContext, VerificationOutcome> pipeline;
  private final Limiter limiter;
  private final AttemptRateLimiter rateLimiter;
  private final StopSignal stop;
  private final FailsafeExecutor<Attempt> retrying;
  private final Clock clock;
  private final InstantSource time;

  /**
   * @param retries further attempts; overrides the configuration
   * @param clock measures the time of a record
   * @param time the results' timestamps
   */
  public RecordVerifier(
      BiFunction<VerificationRequest, VerificationContext, VerificationOutcome> pipeline,
      Limiter limiter,
      AttemptRateLimiter rateLimiter,
      StopSignal stop,
      RetryConfiguration configuration,
      int retries,
      Clock clock,
      InstantSource time) {
    this.pipeline = pipeline;
    this.limiter = limiter;
    this.rateLimiter = rateLimiter;
    this.stop = stop;
    this.clock = clock;
    this.time = time;
    this.retrying =
        Failsafe.with(policy(configuration, retries, stop), circuitOpenPolicy(configuration, stop));
  }

  /** Retries of transient failures. */
  static RetryPolicy<Attempt> policy(
      RetryConfiguration configuration, int retries, StopSignal stop) {
    Duration delay = configuration.delay().toJavaDuration();
    Duration maxDelay = configuration.maxDelay().toJavaDuration();
    RetryPolicyBuilder<Attempt> policy =
        RetryPolicy.<Attempt>builder()
            .handleResultIf(attempt -> attempt instanceof Transient)
            .withMaxRetries(retries)
            .withJitter(JITTER)
            .withDelayFn(
                context ->
                    context.getLastResult() instanceof Transient failed
                        ? honoured(failed.retryAfter(), configuration)
                        : POLICY_DELAY)
            .onRetryScheduled(event -> stop.beginWait());
    return (maxDelay.compareTo(delay) > 0
            ? policy.withBackoff(delay, maxDelay)
            : policy.withDelay(delay))
        .build();
  }

  // Nested in the retry policy: waiting for an open circuit uses up no retries. Otherwise an outage
  // would turn every record read during it into a dead letter within seconds.
  private static RetryPolicy<Attempt> circuitOpenPolicy(
      RetryConfiguration configuration, StopSignal stop) {
    return RetryPolicy.<Attempt>builder()
        .handleResultIf(attempt -> attempt instanceof CircuitOpen)
        .withMaxRetries(-1)
        .withMaxDuration(configuration.maxRetryAfter().toJavaDuration())
        .withJitter(JITTER)
        .withDelayFn(
            context ->
                context.getLastResult() instanceof CircuitOpen refused
                    ? honoured(refused.retryAfter(), configuration)
                    : POLICY_DELAY)
        .onRetryScheduled(event -> stop.beginWait())
        .build();
  }

  // Lengthened, so that even the shortest jittered wait is not below the Retry-After.
  private static Duration honoured(
      @Nullable Duration retryAfter, RetryConfiguration configuration) {
    if (retryAfter == null) {
      return POLICY_DELAY;
    }
    Duration longest = configuration.maxRetryAfter().toJavaDuration();
    Duration wait = retryAfter.compareTo(longest) > 0 ? longest : retryAfter;
    return Duration.ofNanos((long) (wait.toNanos() / (1 - JITTER)));
  }

  /** Verifies; empty: the run stops and the record was cancelled. */
  Optional<ResultWriter.Written> verify(ManifestRecord record) {
    AttemptStats stats = new AttemptStats();
    Attempt last;
    try {
      last = retrying.get(context -> attempt(record, stats));
    } catch (FailsafeException e) {
      // A wait between two attempts was interrupted; nothing else is thrown here.
      last = new Cancelled();
    } finally {
      stop.endWait();
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(stats.nanos);
    if (last instanceof Decided decided) {
      return Optional.of(result(record, decided, stats.attempts, micros));
    }
    if (last instanceof Transient failed) {
      return Optional.of(
          deadLetter(
              record, DeadLetterReason.RETRIES_EXHAUSTED, failed.detail(), stats.attempts, micros));
    }
    if (last instanceof CircuitOpen refused) {
      return Optional.of(
          deadLetter(
              record,
              DeadLetterReason.RETRIES_EXHAUSTED,
              refused.detail(),
              stats.attempts,
              micros));
    }
    return last instanceof Permanent failed
        ? Optional.of(
            deadLetter(
                record,
                DeadLetterReason.VERIFICATION_FAILED,
                failed.detail(),
                stats.attempts,
                micros))
        : Optional.empty();
  }

  private Attempt attempt(ManifestRecord record, AttemptStats stats) {
    Limiter.Permit permit;
    stop.beginWait();
    try {
      rateLimiter.acquire();
      permit = limiter.acquire();
    } catch (InterruptedException e) {
      return new Cancelled();
    } finally {
      stop.endWait();
    }
    Attempt attempt = new Cancelled();
    long start = clock.getTick();
    try {
      stats.attempts++;
      if (!stop.isRequested()) {
        VerificationOutcome outcome =
            pipeline.apply(record.request(), context(record, stats.attempts));
        // An interrupted pipeline returns an outcome that says nothing about the record.
        attempt = Thread.interrupted() ? new Cancelled() : Attempt.of(outcome);
      }
      return attempt;
    } finally {
      stats.nanos += clock.getTick() - start;
      release(permit, attempt);
    }
  }

  /**
   * Attempts and time of one record. Only verifications are timed: waits for the rate limit, the
   * concurrency limit or before a retry are excluded.
   */
  private static final class AttemptStats {
    private int attempts;
    private long nanos;
  }

  private static void release(Limiter.Permit permit, Attempt attempt) {
    if (attempt instanceof Decided) {
      permit.answered();
    } else if (attempt instanceof Transient failed && failed.isOverload()) {
      permit.overloaded();
    } else {
      permit.ignored();
    }
  }

  private static VerificationContext context(ManifestRecord record, int attempt) {
    return new VerificationContext(
        Channel.BATCH, "reverify-" + record.line() + "-" + attempt, TraceContext.started(), null);
  }

  private ResultWriter.Written result(
      ManifestRecord record, Decided decided, int attempts, long micros) {
    var decision = decided.decision();
    RecordOutcome outcome =
        new RecordOutcome(
            record.line(),
            decision.status(),
            record.labels(),
            attempts,
            micros,
            decision.attackType() != null,
            !decision.degraded().isEmpty(),
            null);
    return new ResultWriter.Written(
        outcome,
        ResultJson.result(
            outcome, record, decision, time.instant().truncatedTo(ChronoUnit.MILLIS)));
  }

  private ResultWriter.Written deadLetter(
      ManifestRecord record, DeadLetterReason reason, String detail, int attempts, long micros) {
    RecordOutcome outcome =
        new RecordOutcome(
            record.line(), Status.ERROR, record.labels(), attempts, micros, false, false, reason);
    return new ResultWriter.Written(
        outcome,
        ResultJson.deadLetter(
            outcome, reason, record.id(), detail, time.instant().truncatedTo(ChronoUnit.MILLIS)));
  }

  /** The dead letter of a line that cannot be verified. */
  ResultWriter.Written deadLetter(ManifestLine.Bad bad) {
    RecordOutcome outcome =
        new RecordOutcome(bad.line(), null, Labels.NONE, 0, 0, false, false, bad.reason());
    return new ResultWriter.Written(
        outcome,
        ResultJson.deadLetter(
            outcome,
            bad.reason(),
            bad.id(),
            bad.detail(),
            time.instant().truncatedTo(ChronoUnit.MILLIS)));
  }
}
