package io.kycgateway.reverify.history.database;

import io.kycgateway.common.WireName;
import io.kycgateway.reverify.results.RecordOutcome;
import java.util.Locale;

/** Where an item of a run is. */
public enum ItemState implements WireName {
  /** To be claimed by a worker. */
  OPEN,
  /** A worker has it, until the end of its lease. */
  LEASED,
  /** It has a result. */
  DONE,
  /** Its verification failed for good. */
  DEAD_LETTER,
  /** It cannot be verified from the history. */
  SKIPPED;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The state that an outcome leads to. */
  static ItemState of(RecordOutcome outcome) {
    if (outcome.isSkipped()) {
      return SKIPPED;
    }
    return outcome.isDeadLetter() ? DEAD_LETTER : DONE;
  }

  /**
   * The condition that an item is in this state. Not bound: an index on the items of one state is
   * used where the statement itself says that it asks for no others.
   */
  String condition() {
    return "state = '" + wireName + "'";
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
