package io.kycgateway.admission;

import com.codahale.metrics.Clock;
import java.util.concurrent.Executor;

/** Admission whose limit follows the delay of this process, measured until it is closed. */
public final class AdaptiveAdmission implements AutoCloseable {
  private final AdmissionLimit limit;
  private final Admission admission;
  private final ProcessDelay delay;

  private AdaptiveAdmission(int min, int max, Executor executor, Clock clock) {
    limit = new AdmissionLimit(min, max);
    admission = new Admission(limit);
    delay =
        new ProcessDelay(executor, clock, standing -> limit.adapt(standing, admission.takePeak()));
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

  /** What admits. */
  public Admission admission() {
    return admission;
  }

  /** The limit now. */
  public int limit() {
    return limit.getAsInt();
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
