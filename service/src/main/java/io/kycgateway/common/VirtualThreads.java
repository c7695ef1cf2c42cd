package io.kycgateway.common;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Virtual threads, for a build that must run on JDKs without them too. Threads that mostly wait
 * should be virtual: waking one needs no switch by the kernel.
 */
public final class VirtualThreads {
  private static final int FIRST_JDK = 21;

  private VirtualThreads() {}

  /** Whether the running JDK has them as a finished feature. */
  public static boolean areAvailable() {
    return Runtime.version().feature() >= FIRST_JDK;
  }

  /**
   * Makes threads with that name and a number from 1.
   *
   * @throws IllegalStateException if the JDK has none
   */
  public static ThreadFactory factory(String name) {
    try {
      // By name, because this class is compiled for Java 17, which does not have them.
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Method named = type.getMethod("name", String.class, long.class);
      return (ThreadFactory) type.getMethod("factory").invoke(named.invoke(builder, name, 1));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no virtual threads", e);
    }
  }

  /** Gives each task a thread of its own. */
  public static ExecutorService perTask() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no virtual threads", e);
    }
  }
}
