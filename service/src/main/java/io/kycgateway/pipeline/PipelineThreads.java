package io.kycgateway.pipeline;

import io.kycgateway.common.DaemonThreads;
import io.kycgateway.common.VirtualThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of verifications. Module calls have virtual ones if the JDK has them, else a bounded
 * pool that starts threads on demand and never queues. One thread watches the deadlines of all
 * verifications, for which a deadline that is not the earliest costs no wake-up: a virtual thread
 * of JDK 25 that waits with a limit wakes the JDK's scheduler thread twice, however far away the
 * limit is.
 */
public final class PipelineThreads implements Executor, AutoCloseable {
  private final ExecutorService executor;
  private final String description;
  private final ScheduledThreadPoolExecutor deadlines;

  private PipelineThreads(ExecutorService executor, String description) {
    this.executor = executor;
    this.description = description;
    this.deadlines =
        new ScheduledThreadPoolExecutor(1, DaemonThreads.named("verification-deadlines"));
    // Nearly every deadline is cancelled, seconds before it is due.
    deadlines.setRemoveOnCancelPolicy(true);
    // So it need not be closed, and verifications that outlive their threads keep their deadlines.
    deadlines.setKeepAliveTime(30, TimeUnit.SECONDS);
    deadlines.allowCoreThreadTimeOut(true);
  }

  /**
   * Threads for the running JDK.
   *
   * @param maxThreads the most platform threads at once; virtual ones are not counted
   */
  public static PipelineThreads create(int maxThreads) {
    return VirtualThreads.areAvailable()
        ? new PipelineThreads(VirtualThreads.perTask(), "virtual threads")
        : new PipelineThreads(
            pooled(maxThreads), "a pool of at most " + maxThreads + " platform threads");
  }

  /** For one line in the log at start. */
  public String description() {
    return description;
  }

  /**
   * Runs a call.
   *
   * @throws java.util.concurrent.RejectedExecutionException if no thread is free
   */
  @Override
  public void execute(Runnable call) {
    executor.execute(call);
  }

  /**
   * Runs something later, once, on the one thread that all deadlines share: it must not block. Also
   * after {@link #close}.
   *
   * @param nanos until then, at least
   */
  Future<?> after(long nanos, Runnable action) {
    return deadlines.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  /** Interrupts the calls and begins no others. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static ExecutorService pooled(int maxThreads) {
    return new ThreadPoolExecutor(
        0,
        maxThreads,
        30,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        DaemonThreads.numbered("module-call-"));
  }
}
