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
import io.kycgateway.reverify.run.Attempt.Abandoned;
import io.kycgateway.reverify.run.Attempt.Decided;
import io.kycgateway.reverify.run.Attempt.Final;
import io.kycgateway.reverify.run.Attempt.MayPass;
import io.kycgateway.reverify.run.Attempt.Refused;
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

/** Verifies a record, again and again while it fails in ways that may pass. For many threads. */
public final class RecordVerifier {
  private static final double JITTER = 0.25;

  /** Tells the library that its own backoff holds. */
  private static final Duration POLICY_DELAY = Duration.ofNanos(-1);

  private final BiFunction<VerificationRequest, VerificationContext, VerificationOutcome> pipeline;
  private final Limiter limiter;
  private final AttemptRateLimiter pace;
  private final StopSignal stop;
  private final FailsafeExecutor<Attempt> retrying;
  private final Clock clock;
  private final InstantSource time;

  /**
   * @param pipeline the gateway's own
   * @param retries further attempts; they override the configuration's
   * @param clock its ticks measure how long a record takes
   * @param time stamps results
   */
  public RecordVerifier(
      BiFunction<VerificationRequest, VerificationContext, VerificationOutcome> pipeline,
      Limiter limiter,
      AttemptRateLimiter pace,
      StopSignal stop,
      RetryConfiguration configuration,
      int retries,
      Clock clock,
      InstantSource time) {
    this.pipeline = pipeline;
    this.limiter = limiter;
    this.pace = pace;
    this.stop = stop;
    this.clock = clock;
    this.time = time;
    this.retrying =
        Failsafe.with(policy(configuration, retries, stop), patience(configuration, stop));
  }

  /** When which attempt follows. */
  static RetryPolicy<Attempt> policy(
      RetryConfiguration configuration, int retries, StopSignal stop) {
    Duration delay = configuration.delay().toJavaDuration();
    Duration maxDelay = configuration.maxDelay().toJavaDuration();
    RetryPolicyBuilder<Attempt> policy =
        RetryPolicy.<Attempt>builder()
            .handleResultIf(attempt -> attempt instanceof MayPass)
            .withMaxRetries(retries)
            .withJitter(JITTER)
            .withDelayFn(
                context ->
                    context.getLastResult() instanceof MayPass failed
                        ? obeyed(failed.retryAfter(), configuration)
                        : POLICY_DELAY)
            .onRetryScheduled(event -> stop.beginWait());
    return (maxDelay.compareTo(delay) > 0
            ? policy.withBackoff(delay, maxDelay)
            : policy.withDelay(delay))
        .build();
  }

  // Inside the other: a record waits for an open circuit without using up its retries, or an outage
  // would turn every record that comes along meanwhile into a dead letter, within seconds.
  private static RetryPolicy<Attempt> patience(RetryConfiguration configuration, StopSignal stop) {
    return RetryPolicy.<Attempt>builder()
        .handleResultIf(attempt -> attempt instanceof Refused)
        .withMaxRetries(-1)
        .withMaxDuration(configuration.maxRetryAfter().toJavaDuration())
        .withJitter(JITTER)
        .withDelayFn(
            context ->
                context.getLastResult() instanceof Refused refused
                    ? obeyed(refused.retryAfter(), configuration)
                    : POLICY_DELAY)
        .onRetryScheduled(event -> stop.beginWait())
        .build();
  }

  // Stretched, so that not even the shortest of the jittered waits is shorter than asked for.
  private static Duration obeyed(@Nullable Duration retryAfter, RetryConfiguration configuration) {
    if (retryAfter == null) {
      return POLICY_DELAY;
    }
    Duration longest = configuration.maxRetryAfter().toJavaDuration();
    Duration wait = retryAfter.compareTo(longest) > 0 ? longest : retryAfter;
    return Duration.ofNanos((long) (wait.toNanos() / (1 - JITTER)));
  }

  /** Verifies; empty: the run stops, and the record was given up. */
  Optional<ResultWriter.Written> verify(ManifestRecord record) {
    Effort effort = new Effort();
    Attempt last;
    try {
      last = retrying.get(context -> attempt(record, effort));
    } catch (FailsafeException e) {
      // A wait between two attempts was interrupted; nothing else is thrown through here.
      last = new Abandoned();
    } finally {
      stop.endWait();
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(effort.nanos);
    if (last instanceof Decided decided) {
      return Optional.of(result(record, decided, effort.attempts, micros));
    }
    if (last instanceof MayPass failed) {
      return Optional.of(
          deadLetter(
              record,
              DeadLetterReason.RETRIES_EXHAUSTED,
              failed.detail(),
              effort.attempts,
              micros));
    }
    if (last instanceof Refused refused) {
      return Optional.of(
          deadLetter(
              record,
              DeadLetterReason.RETRIES_EXHAUSTED,
              refused.detail(),
              effort.attempts,
              micros));
    }
    return last instanceof Final failed
        ? Optional.of(
            deadLetter(
                record,
                DeadLetterReason.VERIFICATION_FAILED,
                failed.detail(),
                effort.attempts,
                micros))
        : Optional.empty();
  }

  private Attempt attempt(ManifestRecord record, Effort effort) {
    Limiter.Permit permit;
    stop.beginWait();
    try {
      pace.take();
      permit = limiter.acquire();
    } catch (InterruptedException e) {
      return new Abandoned();
    } finally {
      stop.endWait();
    }
    Attempt attempt = new Abandoned();
    long start = clock.getTick();
    try {
      effort.attempts++;
      if (!stop.isRequested()) {
        VerificationOutcome outcome =
            pipeline.apply(record.request(), context(record, effort.attempts));
        // Interrupted, the pipeline ends a verification without anything that could be said of it.
        attempt = Thread.interrupted() ? new Abandoned() : Attempt.of(outcome);
      }
      return attempt;
    } finally {
      effort.nanos += clock.getTick() - start;
      release(permit, attempt);
    }
  }

  /**
   * What one record took. Its time is that of the verifications alone: what the job waits on
   * purpose, for its rate, its limit or before a retry, says nothing of how fast anything answers.
   */
  private static final class Effort {
    private int attempts;
    private long nanos;
  }

  private static void release(Limiter.Permit permit, Attempt attempt) {
    if (attempt instanceof Decided) {
      permit.answered();
    } else if (attempt instanceof MayPass failed && failed.isOverload()) {
      permit.overloaded();
    } else {
      permit.ignored();
    }
  }

  private static VerificationContext context(ManifestRecord record, int attempt) {
    return new VerificationContext(
        Channel.BATCH,
        "reverify-%d-%d".formatted(record.line(), attempt),
        TraceContext.started(),
        null);
  }

  private ResultWriter.Written result(
      ManifestRecord record, Decided decided, int attempts, long micros) {
    var decision = decided.decision();
    RecordOutcome settlement =
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
        settlement,
        ResultJson.result(
            settlement, record, decision, time.instant().truncatedTo(ChronoUnit.MILLIS)));
  }

  private ResultWriter.Written deadLetter(
      ManifestRecord record, DeadLetterReason reason, String detail, int attempts, long micros) {
    RecordOutcome settlement =
        new RecordOutcome(
            record.line(), Status.ERROR, record.labels(), attempts, micros, false, false, reason);
    return new ResultWriter.Written(
        settlement,
        ResultJson.deadLetter(
            settlement,
            reason,
            record.id(),
            detail,
            time.instant().truncatedTo(ChronoUnit.MILLIS)));
  }

  /** The dead letter of a line that cannot be verified. */
  ResultWriter.Written deadLetter(ManifestLine.Bad bad) {
    RecordOutcome settlement =
        new RecordOutcome(bad.line(), null, Labels.NONE, 0, 0, false, false, bad.reason());
    return new ResultWriter.Written(
        settlement,
        ResultJson.deadLetter(
            settlement,
            bad.reason(),
            bad.id(),
            bad.detail(),
            time.instant().truncatedTo(ChronoUnit.MILLIS)));
  }
}
