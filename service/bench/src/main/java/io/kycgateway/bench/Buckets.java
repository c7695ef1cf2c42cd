package io.kycgateway.bench;

/** The gateway's buckets: upper bounds, without the last one. */
final class Buckets {
  static final double[] VERIFICATION = {1, 2, 4, 6, 8, 10, 15};
  static final double[] MODULE = {0.5, 1, 2, 4, 8};
  static final double[] SCORE = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
  static final double[] HTTP = {0.1, 0.5, 1, 2, 4, 8};
  static final double[] HIGHR = {
    0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30,
    60
  };

  private Buckets() {}
}
