package io.kycgateway.rehearsal;

/** A part of {@code docs/operations.md} that is rehearsed. */
enum Part {
  MIGRATE,
  UPGRADE,
  ROLL,
  API_KEY,
  METRICS_PASSWORD,
  DATABASE_PASSWORD,
  HISTORY_KEY,
  ROLLBACK,
  /** After the load. */
  RESTORE;

  /** Does it. */
  void take(Rehearsal rehearsal) throws Exception {
    switch (this) {
      case MIGRATE -> rehearsal.restarts().migrate();
      case UPGRADE -> rehearsal.restarts().upgrade();
      case ROLL -> rehearsal.restarts().restart();
      case API_KEY -> rehearsal.rotations().apiKey();
      case METRICS_PASSWORD -> rehearsal.rotations().metricsPassword();
      case DATABASE_PASSWORD -> rehearsal.rotations().databasePassword();
      case HISTORY_KEY -> rehearsal.rotations().historyKey();
      case ROLLBACK -> rehearsal.restarts().rollback();
      case RESTORE -> rehearsal.restore();
    }
  }

  /** Whether traffic goes on meanwhile. */
  boolean isUnderLoad() {
    return this != RESTORE;
  }
}
