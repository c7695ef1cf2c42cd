package io.kycgateway.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that module calls run on: virtual ones where the JDK has them, else a bounded pool
 * that starts threads as calls need them and never queues.
 */
public final class ModuleThreads implements AutoCloseable {
  private static final int FIRST_JDK_WITH_VIRTUAL_THREADS = 21;

  private final ExecutorService executor;
  private final String description;

  private ModuleThreads(ExecutorService executor, String description) {
    this.executor = executor;
    this.description = description;
  }

  /** Whether the running JDK has virtual threads as a finished feature. */
  public static boolean areVirtual() {
    return Runtime.version().feature() >= FIRST_JDK_WITH_VIRTUAL_THREADS;
  }

  /**
   * Threads for the running JDK.
   *
   * @param maxThreads the most platform threads at once; virtual ones are not counted
   */
  public static ModuleThreads create(int maxThreads) {
    return areVirtual()
        ? new ModuleThreads(virtual(), "virtual threads")
        : new ModuleThreads(
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
  void execute(Runnable call) {
    executor.execute(call);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static ExecutorService virtual() {
    try {
      // By name, because this class is compiled for Java 17, which does not have it.
      return (ExecutorService)
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class))
              .invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("this JDK should have virtual threads", e);
    }
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
