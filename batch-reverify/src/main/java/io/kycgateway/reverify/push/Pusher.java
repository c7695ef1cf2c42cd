package io.kycgateway.reverify.push;

import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.reverify.manifest.Shard;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  private final PushTarget target;
  private final PrometheusRegistry registry;
  private final Shard shard;
  private final RunTimestamps times;
  private final PushAttempts attempts;
  private boolean isGroupKnown;
  private volatile boolean isLastPushed;

  /**
   * @param attempts how often to try each push
   */
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
    this.attempts = new PushAttempts(recorder, attempts);
  }

  /** Pushes everything; false: it failed. */
  boolean push() {
    isLastPushed = attempts.run("push", this::pushOnce);
    return isLastPushed;
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
    return attempts.run(
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
    return attempts.failures();
  }

  /** The latest failure, if any. */
  public Optional<String> lastFailure() {
    return attempts.lastFailure();
  }
}
