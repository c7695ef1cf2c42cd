package io.kycgateway.testing;

import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;

/** A thread of a fake server; it ends when the test closes its sockets. */
final class DaemonThread {
  private DaemonThread() {}

  interface Task {
    void run() throws IOException, InterruptedException, BrokenBarrierException;
  }

  static Thread start(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException | BrokenBarrierException e) {
                // The other side, or the end of the test, closed a socket.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
