package io.kycgateway.reverify.run;

import com.codahale.metrics.Clock;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.VerificationOutcome;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.reverify.results.OutcomeLine;
import io.kycgateway.reverify.run.Attempt.Cancelled;
import io.kycgateway.reverify.run.Attempt.CircuitOpen;
import io.kycgateway.reverify.run.Attempt.Decided;
import io.kycgateway.reverify.run.Attempt.Permanent;
import io.kycgateway.reverify.run.Attempt.Transient;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Span;
import io.kycgateway.verification.Tracer;
import io.kycgateway.verification.VerificationContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Verifies a record and retries transient failures. Thread-safe. */
public final class RecordVerifier {
  private static final String SPAN = "reverify";

  private final AttemptPipeline pipeline;
  private final Limiter limiter;
  private final AttemptRateLimiter rateLimiter;
  private final Tracer tracer;
  private final StopSignal stop;
  private final FailsafeExecutor<Attempt> retrying;
  private final Clock clock;
  private final InstantSource time;

  /**
   * @param tracer begins a trace for each attempt
   * @param retries further attempts; overrides the configuration
   * @param clock measures the time of a record
   * @param time the results' timestamps
   */
  public RecordVerifier(
      AttemptPipeline pipeline,
      Limiter limiter,
      AttemptRateLimiter rateLimiter,
      Tracer tracer,
      StopSignal stop,
      RetryConfiguration configuration,
      int retries,
      Clock clock,
      InstantSource time) {
    this.pipeline = pipeline;
    this.limiter = limiter;
    this.rateLimiter = rateLimiter;
    this.tracer = tracer;
    this.stop = stop;
    this.clock = clock;
    this.time = time;
    this.retrying =
        Failsafe.with(
            RetryPolicies.ofTransientFailures(configuration, retries, stop),
            // Nested: waiting for an open circuit uses up no retries. Otherwise an outage would
            // turn every record read during it into a dead letter within seconds.
            RetryPolicies.ofOpenCircuits(configuration, stop));
  }

  /** Verifies; empty: the run stops and the record was cancelled. */
  Optional<OutcomeLine> verify(ManifestRecord record) {
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
    if (last instanceof Decided decided) {
      return Optional.of(
          OutcomeLine.result(
              record, decided.decision(), stats.latest, stats.attempts, stats.micros(), now()));
    }
    if (last instanceof Permanent failed) {
      return deadLetter(record, DeadLetterReason.VERIFICATION_FAILED, failed.detail(), stats);
    }
    if (last instanceof Transient failed) {
      return deadLetter(record, DeadLetterReason.RETRIES_EXHAUSTED, failed.detail(), stats);
    }
    return last instanceof CircuitOpen refused
        ? deadLetter(record, DeadLetterReason.RETRIES_EXHAUSTED, refused.detail(), stats)
        : Optional.empty();
  }

  private Optional<OutcomeLine> deadLetter(
      ManifestRecord record, DeadLetterReason reason, String detail, AttemptStats stats) {
    return Optional.of(
        OutcomeLine.deadLetter(
            record, reason, detail, stats.latest, stats.attempts, stats.micros(), now()));
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
    Span span = tracer.root(SPAN);
    long start = clock.getTick();
    try {
      stats.attempts++;
      if (!stop.isRequested()) {
        VerificationOutcome outcome =
            pipeline.verify(
                record.request(),
                context(record, stats.attempts, span),
                concluded -> stats.latest = concluded);
        // An interrupted pipeline returns an outcome that says nothing about the record.
        attempt = Thread.interrupted() ? new Cancelled() : Attempt.of(outcome);
      }
      return attempt;
    } finally {
      stats.nanos += clock.getTick() - start;
      span.end();
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
    private @Nullable ConcludedVerification latest;

    long micros() {
      return TimeUnit.NANOSECONDS.toMicros(nanos);
    }
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

  private static VerificationContext context(ManifestRecord record, int attempt, Span span) {
    return new VerificationContext(
        Channel.BATCH, "reverify-" + record.line() + "-" + attempt, span, null);
  }

  /** The dead letter of a line that cannot be verified. */
  OutcomeLine deadLetter(ManifestLine.Bad bad) {
    return OutcomeLine.deadLetter(bad, now());
  }

  private Instant now() {
    return time.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
