package io.kycgateway.reverify.accuracy;

/** Service level objectives of the error rates: upper limits. */
final class AccuracyObjectives {
  static final double FAR = 0.001;
  static final double FRR = 0.05;
  static final double APCER = 0.01;

  private AccuracyObjectives() {}
}
