package io.kycgateway.reverify;

/** Lets attempts begin, and hears how they ended. */
interface Limiter {
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

  /** A limit that never changes: the number of workers is the limit already. */
  static Limiter fixed(int workers) {
    Permit permit =
        new Permit() {
          @Override
          public void answered() {}

          @Override
          public void overloaded() {}

          @Override
          public void ignored() {}
        };
    return new Limiter() {
      @Override
      public Permit acquire() {
        return permit;
      }

      @Override
      public int limit() {
        return workers;
      }
    };
  }
}
