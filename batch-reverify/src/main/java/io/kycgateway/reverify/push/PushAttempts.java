package io.kycgateway.reverify.push;

import com.codahale.metrics.Counter;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedRunnable;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts of requests to the Pushgateway: transient failures are retried with backoff. Failures
 * are counted, logged and remembered, never thrown.
 */
final class PushAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(PushAttempts.class);
  private static final Family PUSH_FAILURES =
      Family.counter("kyc_reverification_push_failures_total", "Failed push attempts of this run.");

  static final List<Family> FAMILIES = List.of(PUSH_FAILURES);

  private static final Duration DELAY = Duration.ofMillis(300);
  private static final Duration MAX_DELAY = Duration.ofSeconds(2);
  private static final double JITTER = 0.25;

  // The library's message for a status that another attempt would get too.
  private static final Pattern REFUSED = Pattern.compile("Response code from \\S+ was 4\\d\\d");

  private final Counter failures;
  private final FailsafeExecutor<Object> retrying;
  private volatile @Nullable String lastFailure;

  /**
   * @param attempts how often to try, at least once
   */
  PushAttempts(MetricRecorder recorder, int attempts) {
    this.failures = recorder.counter(PUSH_FAILURES);
    this.retrying =
        Failsafe.with(
            RetryPolicy.builder()
                .handle(IOException.class)
                .abortOn(PushAttempts::isRefused)
                .withMaxRetries(attempts - 1)
                .withBackoff(DELAY, MAX_DELAY)
                .withJitter(JITTER)
                .build());
  }

  // The library wraps what a connection throws while a request is being sent.
  private static boolean isRefused(Throwable e) {
    return e instanceof PushConnection.RefusedException
        || e.getCause() instanceof PushConnection.RefusedException
        || REFUSED.matcher(String.valueOf(e.getMessage())).find();
  }

  /**
   * Runs a push, again after a failure that may be transient.
   *
   * @param what for the log, such as {@code push}
   * @return false: no attempt succeeded
   */
  boolean run(String what, CheckedRunnable action) {
    try {
      retrying.run(
          () -> {
            try {
              action.run();
            } catch (IOException e) {
              failures.inc();
              throw e;
            }
          });
      return true;
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String text = cause.getClass().getSimpleName() + ": " + cause.getMessage();
      lastFailure = text;
      LOG.warn("{} failed: {}", what, text);
      return false;
    }
  }

  /** Failed attempts so far. */
  long failures() {
    return failures.getCount();
  }

  /** The latest failure, if any. */
  Optional<String> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }
}
