package io.kycgateway.connectors;

import java.util.concurrent.Executor;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.ThreadPool.SizedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPoolBudget;
import org.eclipse.jetty.util.thread.TryExecutor;

/**
 * The server's threads as a connector uses them whose handlers begin without blocking. Jetty hands
 * a connection to another thread when its request has been responded to, so that a handler that
 * blocks for the next request delays no other one: to find, most times, that none has come yet.
 * Here the thread that completed the response looks, which saves that other thread's wake-up.
 */
final class ConnectionExecutor
    implements SizedThreadPool, TryExecutor, VirtualThreads.Configurable {
  private final SizedThreadPool threads;

  /** Over those threads. */
  ConnectionExecutor(SizedThreadPool threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    if (task instanceof HttpConnection connection) {
      connection.run();
    } else {
      threads.execute(task);
    }
  }

  @Override
  public boolean tryExecute(Runnable task) {
    return TryExecutor.asTryExecutor(threads).tryExecute(task);
  }

  @Override
  public void join() throws InterruptedException {
    threads.join();
  }

  @Override
  public int getThreads() {
    return threads.getThreads();
  }

  @Override
  public int getIdleThreads() {
    return threads.getIdleThreads();
  }

  @Override
  public boolean isLowOnThreads() {
    return threads.isLowOnThreads();
  }

  @Override
  public int getMinThreads() {
    return threads.getMinThreads();
  }

  @Override
  public int getMaxThreads() {
    return threads.getMaxThreads();
  }

  @Override
  public void setMinThreads(int min) {
    threads.setMinThreads(min);
  }

  @Override
  public void setMaxThreads(int max) {
    threads.setMaxThreads(max);
  }

  // One budget, whichever connector asks.
  @Override
  public ThreadPoolBudget getThreadPoolBudget() {
    return threads.getThreadPoolBudget();
  }

  @Override
  public Executor getVirtualThreadsExecutor() {
    return VirtualThreads.getVirtualThreadsExecutor(threads);
  }
}
