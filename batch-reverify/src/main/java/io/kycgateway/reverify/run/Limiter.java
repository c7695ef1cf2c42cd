package io.kycgateway.reverify.run;

import java.util.concurrent.Semaphore;

/** Lets attempts begin, and hears how they ended. */
public interface Limiter {
  /** An attempt that may begin; exactly one of its methods is called at its end. */
  interface Permit {
    /** It was answered. */
    void answered();

    /** A module asked for less, or did not answer in time. */
    void overloaded();

    /** It says nothing about load. */
    void ignored();
  }

  /** Waits until one more attempt may begin. */
  Permit acquire() throws InterruptedException;

  /** How many attempts may be in flight now. */
  int limit();

  /** A limit that never changes. */
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
