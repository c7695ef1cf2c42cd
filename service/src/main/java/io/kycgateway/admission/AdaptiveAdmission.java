package io.kycgateway.admission;

import com.codahale.metrics.Clock;
import java.util.concurrent.Executor;

/** Admission whose limit follows the delay of this process, measured until it is closed. */
public final class AdaptiveAdmission implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;

  private final AdmissionLimit limit;
  private final Admission admission;
  private final StandingDelay standing = new StandingDelay();
  private final ProcessDelay delay;
  private final Clock clock;
  private long adaptedAt;

  AdaptiveAdmission(int min, int max, Executor executor, Clock clock) {
    limit = new AdmissionLimit(min, max);
    admission = new Admission(limit);
    this.clock = clock;
    adaptedAt = clock.getTick();
    delay = new ProcessDelay(executor, clock, this::adapt);
  }

  /**
   * Starts with the minimum.
   *
   * @param min the least that is ever admitted at once, at least 1
   * @param max the most, at least min; min for a limit that does not adapt
   * @param executor whose delay is measured
   * @param clock its ticks are nanoseconds
   */
  public static AdaptiveAdmission start(int min, int max, Executor executor, Clock clock) {
    AdaptiveAdmission adaptive = new AdaptiveAdmission(min, max, executor, clock);
    adaptive.delay.start();
    return adaptive;
  }

  // Threads of the system that wake are run before those that are at work, so that a task which
  // does nothing waits little while a verification waits long: its own wait says more there.
  void adapt(long tasksDelay) {
    long longer = Math.max(tasksDelay, admission.takeMeanWait());
    standing.add(longer);
    long now = clock.getTick();
    long window = now - adaptedAt;
    adaptedAt = now;
    admission.passed(window);
    limit.adapt(longer, admission.takePeak(), window, admission.shortestNanos());
  }

  /** What admits. */
  public Admission admission() {
    return admission;
  }

  /** The limit now. */
  public int limit() {
    return limit.getAsInt();
  }

  /** The longest standing delay of a tenth of a second in the last ten seconds, in seconds. */
  public double delaySeconds() {
    return standing.longest() / NANOS_PER_SECOND;
  }

  /** The longest delay of this process since then; see {@link ProcessDelay#longestSince}. */
  public long longestDelaySince(long tick) {
    return delay.longestSince(tick);
  }

  @Override
  public void close() {
    delay.close();
  }
}
