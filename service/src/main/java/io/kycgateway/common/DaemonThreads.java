package io.kycgateway.common;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of the background, which do not keep the process running. */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** Makes threads that all have that name. */
  public static ThreadFactory named(String name) {
    return task -> daemon(task, name);
  }

  /** Makes threads with that name and a number from 1. */
  public static ThreadFactory numbered(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> daemon(task, name + number.incrementAndGet());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
