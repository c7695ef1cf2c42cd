package io.kycgateway.reverify.accuracy;

/** What the error rates have to stay below: the service level objectives. */
final class AccuracyObjectives {
  static final double FAR = 0.001;
  static final double FRR = 0.05;
  static final double APCER = 0.01;

  private AccuracyObjectives() {}
}
