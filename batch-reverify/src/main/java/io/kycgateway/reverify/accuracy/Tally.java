package io.kycgateway.reverify.accuracy;

import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts of processed lines, of this run and of the runs that it resumes. Its size does not depend
 * on their number. Thread-safe.
 */
public final class Tally {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Map<Status, Long> byStatus = new EnumMap<>(Status.class);
  private final Map<Transition, Long> transitions = new LinkedHashMap<>();
  private final Map<DeadLetterReason, Long> deadLetters = new EnumMap<>(DeadLetterReason.class);
  private final Map<DeadLetterReason, Long> skipped = new EnumMap<>(DeadLetterReason.class);
  private final Histogram micros = new Histogram(SIGNIFICANT_DIGITS);
  private final GroundTruthTally groundTruth = new GroundTruthTally();
  private long done;
  private long failed;
  private long degraded;
  private long retries;

  /**
   * From one status to another.
   *
   * @param previous null: the record had none
   */
  record Transition(@Nullable Status previous, Status current) {}

  public synchronized void add(RecordOutcome outcome) {
    DeadLetterReason reason = outcome.reason();
    if (reason == null) {
      done++;
    } else {
      (reason.isSkip() ? skipped : deadLetters).merge(reason, 1L, Long::sum);
    }
    Status status = outcome.status();
    if (status == null) {
      return;
    }
    failed += status == Status.ERROR ? 1 : 0;
    degraded += outcome.isDegraded() ? 1 : 0;
    retries += outcome.attempts() - 1;
    byStatus.merge(status, 1L, Long::sum);
    transitions.merge(new Transition(outcome.labels().previous(), status), 1L, Long::sum);
    micros.recordValue(outcome.micros());
    groundTruth.add(outcome);
  }

  /** Adds records of another shard by their transition; previous null: they had no status. */
  public synchronized void addTransitions(@Nullable Status previous, Status current, long count) {
    if (count > 0) {
      byStatus.merge(current, count, Long::sum);
      transitions.merge(new Transition(previous, current), count, Long::sum);
    }
  }

  /** Adds dead letters of another shard. */
  public synchronized void addDeadLetters(DeadLetterReason reason, long count) {
    deadLetters.merge(reason, count, Long::sum);
  }

  /** Adds further counts of another shard. */
  public synchronized void addCounts(
      long moreDone, long moreFailed, long moreDegraded, long moreRetries) {
    done += moreDone;
    failed += moreFailed;
    degraded += moreDegraded;
    retries += moreRetries;
  }

  /** Adds how long the records of another shard took, in microseconds. */
  public synchronized void addLatency(Histogram other) {
    micros.add(other);
  }

  /** Adds the labelled records of another shard that were no attacks. */
  public synchronized void addGroundTruth(
      ErrorRate moreFar, ErrorRate moreFrr, ErrorRate moreBpcer, int moreInReview) {
    groundTruth.add(moreFar, moreFrr, moreBpcer, moreInReview);
  }

  /** Adds the attacks of another shard. */
  public synchronized void addAttacks(AttackType type, GroundTruthTally.Attacks more) {
    groundTruth.add(type, more);
  }

  public synchronized long count(Status status) {
    return byStatus.getOrDefault(status, 0L);
  }

  synchronized long transitions(@Nullable Status previous, Status current) {
    return transitions.getOrDefault(new Transition(previous, current), 0L);
  }

  public synchronized Map<DeadLetterReason, Long> deadLettersByReason() {
    return new EnumMap<>(deadLetters);
  }

  /** Lines with a result. */
  public synchronized long done() {
    return done;
  }

  /** Dead letters that were attempted. */
  public synchronized long failed() {
    return failed;
  }

  public synchronized long deadLetters() {
    return deadLetters.values().stream().mapToLong(Long::longValue).sum();
  }

  public synchronized Map<DeadLetterReason, Long> skippedByReason() {
    return new EnumMap<>(skipped);
  }

  /** Records of the history that cannot be verified from there. */
  public synchronized long skipped() {
    return skipped.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Lines with a result or a dead letter, and skipped ones. */
  public synchronized long processed() {
    return done + deadLetters() + skipped();
  }

  public synchronized long degraded() {
    return degraded;
  }

  public synchronized long retries() {
    return retries;
  }

  /** A copy of how long records took, in microseconds. */
  public synchronized Histogram latency() {
    return micros.copy();
  }

  /** False acceptance rate of the labelled records so far. */
  public synchronized ErrorRate far() {
    return groundTruth.far();
  }

  public synchronized ErrorRate frr() {
    return groundTruth.frr();
  }

  public synchronized ErrorRate bpcer() {
    return groundTruth.bpcer();
  }

  public synchronized int genuineInReview() {
    return groundTruth.genuineInReview();
  }

  public synchronized GroundTruthTally.@Nullable Attacks attacks(AttackType type) {
    return groundTruth.attacks(type);
  }

  public synchronized boolean hasGroundTruth() {
    return !groundTruth.isEmpty();
  }
}
