package io.kycgateway.rehearsal;

/** A part of {@code docs/operations.md} that is rehearsed. */
enum Part {
  MIGRATE(steps -> steps.restarts().migrate()),
  UPGRADE(steps -> steps.restarts().upgrade()),
  ROLL(steps -> steps.restarts().restart()),
  API_KEY(steps -> steps.rotations().apiKey()),
  METRICS_PASSWORD(steps -> steps.rotations().metricsPassword()),
  DATABASE_PASSWORD(steps -> steps.rotations().databasePassword()),
  HISTORY_KEY(steps -> steps.rotations().historyKey()),
  ROLLBACK(steps -> steps.restarts().rollback()),
  /** After the load. */
  RESTORE(Rehearsal::restore);

  /** What is done for it. */
  @FunctionalInterface
  interface Steps {
    void take(Rehearsal rehearsal) throws Exception;
  }

  private final Steps steps;

  Part(Steps steps) {
    this.steps = steps;
  }

  /** Does it. */
  void take(Rehearsal rehearsal) throws Exception {
    steps.take(rehearsal);
  }

  /** Whether traffic goes on meanwhile. */
  boolean isUnderLoad() {
    return this != RESTORE;
  }
}
