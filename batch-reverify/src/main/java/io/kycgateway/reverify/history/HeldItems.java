package io.kycgateway.reverify.history;

import com.codahale.metrics.Clock;
import io.kycgateway.reverify.history.database.ClaimedItem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The items that this worker has claimed and not closed, and until when it has them for certain, on
 * its own clock. Safe for use by many threads.
 */
public final class HeldItems {
  private final Map<Long, Held> items = new ConcurrentHashMap<>();
  private final long leaseNanos;
  private final Clock clock;
  private volatile long renewed;

  private record Held(ClaimedItem item, long claimed) {}

  /**
   * @param lease how long a claim lasts
   */
  public HeldItems(Duration lease, Clock clock) {
    this.leaseNanos = lease.toNanos();
    this.clock = clock;
    this.renewed = clock.getTick() - leaseNanos;
  }

  /** A tick from which a lease counts; to be taken before the statement that begins it. */
  long now() {
    return clock.getTick();
  }

  /** An item was claimed by a statement that began at that tick, or later. */
  void add(ClaimedItem item, long begun) {
    items.put(item.item(), new Held(item, begun));
  }

  /** All leases were renewed by a statement that began at that tick, or later. */
  void renewed(long begun) {
    renewed = begun;
  }

  /** Whether a lease has surely not ended: a process that was suspended may have lost it. */
  boolean isCertain(ClaimedItem item) {
    Held held = items.get(item.item());
    if (held == null) {
      return false;
    }
    long since = held.claimed() - renewed > 0 ? held.claimed() : renewed;
    return clock.getTick() - since < leaseNanos;
  }

  /** The item of that number, if this worker has it. */
  Optional<ClaimedItem> find(long item) {
    return Optional.ofNullable(items.get(item)).map(Held::item);
  }

  /** It is closed, or lost. */
  void remove(long item) {
    items.remove(item);
  }

  /** How many there are. */
  int size() {
    return items.size();
  }
}
