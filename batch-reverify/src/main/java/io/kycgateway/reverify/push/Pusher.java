package io.kycgateway.reverify.push;

import com.codahale.metrics.Counter;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedRunnable;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.reverify.manifest.Shard;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes one group. A push replaces the whole group, so that no stale series remain, once the
 * timestamps of earlier runs are known and pushed too; until then it only adds, so that they are
 * not lost. Failures are counted and remembered, never thrown. For use by one thread.
 */
public final class Pusher {
  private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);
  private static final Family PUSH_FAILURES =
      Family.counter("kyc_reverification_push_failures_total", "Failed push attempts of this run.");

  static final List<Family> FAMILIES = List.of(PUSH_FAILURES);

  private static final Duration DELAY = Duration.ofMillis(300);
  private static final Duration MAX_DELAY = Duration.ofSeconds(2);
  private static final double JITTER = 0.25;

  // The library's message for a status that another attempt would get too.
  private static final Pattern REFUSED = Pattern.compile("Response code from \\S+ was 4\\d\\d");

  private final PushTarget target;
  private final PrometheusRegistry registry;
  private final Shard shard;
  private final RunTimestamps times;
  private final Counter failures;
  private final FailsafeExecutor<Object> retrying;
  private boolean isGroupKnown;
  private volatile boolean isLastPushed;
  private volatile @Nullable String lastFailure;

  public Pusher(
      PushTarget target,
      PrometheusRegistry registry,
      MetricRecorder recorder,
      Shard shard,
      RunTimestamps times,
      int attempts) {
    this.target = target;
    this.registry = registry;
    this.shard = shard;
    this.times = times;
    this.failures = recorder.counter(PUSH_FAILURES);
    this.retrying =
        Failsafe.with(
            RetryPolicy.builder()
                .handle(IOException.class)
                .abortOn(Pusher::isRefused)
                .withMaxRetries(attempts - 1)
                .withBackoff(DELAY, MAX_DELAY)
                .withJitter(JITTER)
                .build());
  }

  /** Pushes everything; false: it failed. */
  boolean push() {
    isLastPushed = attempt("push", this::pushOnce);
    return isLastPushed;
  }

  // The library wraps what a connection throws while a request is being sent.
  private static boolean isRefused(Throwable e) {
    return e instanceof PushConnection.RefusedException
        || e.getCause() instanceof PushConnection.RefusedException
        || REFUSED.matcher(String.valueOf(e.getMessage())).find();
  }

  private void pushOnce() throws IOException {
    if (!isGroupKnown) {
      try {
        carryOver(PushedGroup.list(target));
        isGroupKnown = true;
      } catch (IOException e) {
        LOG.debug("the timestamps of earlier runs are unknown: {}", e.getMessage());
      }
    }
    var client = target.client(registry, label());
    if (isGroupKnown) {
      client.push();
    } else {
      client.pushAdd();
    }
  }

  private void carryOver(List<PushedGroup> groups) {
    groups.stream()
        .filter(group -> Objects.equals(group.shard(), label()))
        .forEach(group -> times.carryOver(group.times()));
  }

  /** Deletes the groups of runs with other shards; false: it failed. */
  boolean removeStaleGroups() {
    return attempt(
        "removing stale groups",
        () -> {
          for (PushedGroup group : PushedGroup.list(target)) {
            if (!group.belongsTo(shard)) {
              target.client(registry, group.shard()).delete();
              LOG.info("removed the pushed group of shard {}", group.shard());
            }
          }
        });
  }

  private boolean attempt(String what, CheckedRunnable action) {
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

  private @Nullable String label() {
    return shard.isWhole() ? null : String.valueOf(shard.index());
  }

  /** The Pushgateway. */
  public PushTarget target() {
    return target;
  }

  /** Whether the latest push succeeded. */
  public boolean isLastPushed() {
    return isLastPushed;
  }

  /** Failed attempts so far. */
  public long failures() {
    return failures.getCount();
  }

  /** The latest failure, if any. */
  public Optional<String> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }
}
