package io.kycgateway.chaos.scene;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What clients saw during one fault. Thread-safe. */
public final class Tally {
  /** The budget of a verification, and what a response may take beyond it. */
  public static final Duration LATE = Duration.ofMillis(8250);

  private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> verifications = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, Long> inFlight = new ConcurrentSkipListMap<>();
  private final AtomicLong tickets = new AtomicLong();
  private final LongAdder sent = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder abandoned = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder replayed = new LongAdder();
  private final LongAdder doubled = new LongAdder();
  private volatile boolean isOfNewProcess;
  private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
  private final LongAccumulator behind = new LongAccumulator(Math::max, 0);
  private final LongAccumulator lastFailure = new LongAccumulator(Math::max, Long.MIN_VALUE);

  /** A request was sent so long after its time: the machine was too busy for its clients. */
  public void behind(long nanos) {
    behind.accumulate(nanos);
  }

  /** The longest time that the clients themselves waited for a processor. */
  public Duration behind() {
    return Duration.ofNanos(behind.get());
  }

  /** A request that is about to be sent; the ticket is for its end. */
  public long send(long nanos) {
    sent.increment();
    long ticket = tickets.incrementAndGet();
    inFlight.put(ticket, nanos);
    return ticket;
  }

  /** What came of an ordinary request. */
  public void end(long ticket, long now, Outcome outcome) {
    long began = inFlight.get(ticket);
    if (!outcome.isVerified()) {
      lastFailure.accumulate(began);
    }
    extra(outcome, now - began);
    inFlight.remove(ticket);
  }

  /** What came of a request of a client that is part of the fault. */
  public void extra(Outcome outcome, long nanos) {
    outcomes.computeIfAbsent(outcome.text(), text -> new LongAdder()).increment();
    if (!outcome.text().equals(Outcome.REFUSED) && !outcome.text().equals(Outcome.LOST)) {
      slowest.accumulate(nanos);
      if (nanos > LATE.toNanos()) {
        late.increment();
      }
    }
    if (!outcome.verification().isEmpty()) {
      verifications
          .computeIfAbsent(outcome.status(), status -> ConcurrentHashMap.newKeySet())
          .add(outcome.verification());
    }
    if (outcome.replayed()) {
      replayed.increment();
    }
  }

  /** A client left, on purpose, before the response: it may have been counted. */
  public void abandon() {
    abandoned.increment();
  }

  /** A kept connection had ended before the request reached it, which was sent once more. */
  public void stale() {
    stale.increment();
  }

  /** One Idempotency-Key had two verifications. */
  public void doubled() {
    doubled.increment();
  }

  /** The gateway is a new process, which has counted nothing of what was seen so far. */
  public void restarted() {
    verifications.clear();
    abandoned.reset();
    isOfNewProcess = true;
  }

  /** Whether the counters began anew meanwhile. */
  public boolean isOfNewProcess() {
    return isOfNewProcess;
  }

  /** Whether everything that was sent from that moment on for that long succeeded. */
  public boolean isCalm(long since, Duration calm, long now) {
    Map.Entry<Long, Long> oldest = inFlight.firstEntry();
    long known = oldest == null ? now : Math.min(now, oldest.getValue());
    return known - Math.max(since, lastFailure.get()) > calm.toNanos();
  }

  /** When the last request that failed was sent; the least number if none did. */
  public long lastFailure() {
    return lastFailure.get();
  }

  /** Requests that had no end yet. */
  public int inFlight() {
    return inFlight.size();
  }

  /** Outcomes and how often. */
  public Map<String, Long> outcomes() {
    Map<String, Long> sums = new TreeMap<>();
    outcomes.forEach((outcome, sum) -> sums.put(outcome, sum.sum()));
    return sums;
  }

  /** How often that was seen. */
  public long of(String outcome) {
    LongAdder sum = outcomes.get(outcome);
    return sum == null ? 0 : sum.sum();
  }

  /** Requests whose connection was accepted. */
  public long accepted() {
    return outcomes().values().stream().mapToLong(Long::longValue).sum() - of(Outcome.REFUSED);
  }

  /** Responses after the budget. */
  public long late() {
    return late.sum();
  }

  /** Requests whose clients left. */
  public long abandoned() {
    return abandoned.sum();
  }

  /** Requests that were sent again because their kept connection had ended. */
  public long staleConnections() {
    return stale.sum();
  }

  /** Responses that were kept for an Idempotency-Key. */
  public long replays() {
    return replayed.sum();
  }

  /** Idempotency-Keys with two verifications. */
  public long doubledKeys() {
    return doubled.sum();
  }

  /** The longest time to a response. */
  public Duration slowest() {
    return Duration.ofNanos(slowest.get());
  }

  /** Verifications of that status of which a client had a response. */
  public long verifications(String status) {
    return ids(status).size();
  }

  /** Their ids, and those that come. */
  public Set<String> ids(String status) {
    return verifications.getOrDefault(status, Set.of());
  }
}
