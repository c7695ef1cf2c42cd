package io.kycgateway.reverify.run;

import java.util.concurrent.Semaphore;

/** Limits attempts in flight and learns from how they ended. */
public interface Limiter {
  /** Permission for one attempt; exactly one of its methods is called at its end. */
  interface Permit {
    /** It was answered. */
    void answered();

    /** A module signalled overload or did not answer in time. */
    void overloaded();

    /** The result says nothing about load. */
    void ignored();
  }

  /** Blocks until another attempt may begin. */
  Permit acquire() throws InterruptedException;

  /** The current limit of attempts in flight. */
  int limit();

  /** A fixed limit. */
  static Limiter fixed(int attempts) {
    Semaphore free = new Semaphore(attempts);
    Permit permit =
        new Permit() {
          @Override
          public void answered() {
            free.release();
          }

          @Override
          public void overloaded() {
            free.release();
          }

          @Override
          public void ignored() {
            free.release();
          }
        };
    return new Limiter() {
      @Override
      public Permit acquire() throws InterruptedException {
        free.acquire();
        return permit;
      }

      @Override
      public int limit() {
        return attempts;
      }
    };
  }
}
