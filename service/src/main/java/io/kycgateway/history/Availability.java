package io.kycgateway.history;

import com.codahale.metrics.Clock;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database takes records: it is not while the last attempt failed, nor while one has
 * been under way for too long. Written by the writer alone, read by every request.
 */
final class Availability {
  private static final Logger LOG = LoggerFactory.getLogger(Availability.class);

  private final long slowNanos;
  private final Clock clock;
  private volatile boolean isUp;
  private volatile boolean isWriting;
  private volatile long writingSince;
  private long downSince;

  /**
   * Not available, until {@link #up} says otherwise.
   *
   * @param slowNanos how long an attempt may take
   */
  Availability(long slowNanos, Clock clock) {
    this.slowNanos = slowNanos;
    this.clock = clock;
    this.downSince = clock.getTick();
  }

  /** Whether a new record would probably be committed in time. */
  boolean isAvailable() {
    return isUp && !(isWriting && clock.getTick() - writingSince > slowNanos);
  }

  /** Whether the last attempt succeeded. */
  boolean isUp() {
    return isUp;
  }

  /** An attempt begins. */
  void begin() {
    writingSince = clock.getTick();
    isWriting = true;
  }

  /** An attempt is over. */
  void end() {
    isWriting = false;
  }

  /** An attempt succeeded. */
  void up() {
    if (!isUp) {
      isUp = true;
      LOG.info(
          "history: the database takes records, after {} ms",
          TimeUnit.NANOSECONDS.toMillis(clock.getTick() - downSince));
    }
  }

  /** An attempt failed. */
  void down(String sqlState) {
    if (isUp) {
      isUp = false;
      downSince = clock.getTick();
      LOG.error(
          "history: the database takes no records (SQLSTATE {}); verifications are refused until it"
              + " does",
          sqlState);
    }
  }
}
