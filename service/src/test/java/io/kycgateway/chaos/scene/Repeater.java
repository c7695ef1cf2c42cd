package io.kycgateway.chaos.scene;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does something again and again until it is closed. */
public final class Repeater {
  /** What it does. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  private final ExecutorService thread = Executors.newCachedThreadPool();
  private final Future<Void> done;
  private volatile boolean closed;

  private Repeater(Duration pause, Task task) {
    Callable<Void> loop =
        () -> {
          while (!closed) {
            task.run();
            Pause.of(pause);
          }
          return null;
        };
    done = thread.submit(loop);
  }

  /**
   * Begins.
   *
   * @param pause between two times
   * @param task its failure is thrown by {@link #close}
   */
  public static Repeater every(Duration pause, Task task) {
    return new Repeater(pause, task);
  }

  /**
   * Stops.
   *
   * @throws java.util.concurrent.ExecutionException what it did failed
   */
  public void close() throws Exception {
    closed = true;
    try {
      Void unused = done.get(1, TimeUnit.MINUTES);
    } finally {
      thread.shutdownNow();
    }
  }
}
