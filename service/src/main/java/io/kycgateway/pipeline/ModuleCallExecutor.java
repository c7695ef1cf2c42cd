package io.kycgateway.pipeline;

import io.kycgateway.common.VirtualThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of module calls: virtual ones if the JDK has them, else a bounded pool that starts
 * threads on demand and never queues.
 */
public final class ModuleCallExecutor implements Executor, AutoCloseable {
  private final ExecutorService executor;
  private final String description;

  private ModuleCallExecutor(ExecutorService executor, String description) {
    this.executor = executor;
    this.description = description;
  }

  /**
   * Threads for the running JDK.
   *
   * @param maxThreads the most platform threads at once; virtual ones are not counted
   */
  public static ModuleCallExecutor create(int maxThreads) {
    return VirtualThreads.areAvailable()
        ? new ModuleCallExecutor(VirtualThreads.perTask(), "virtual threads")
        : new ModuleCallExecutor(
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

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static ExecutorService pooled(int maxThreads) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        maxThreads,
        30,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "module-call-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
