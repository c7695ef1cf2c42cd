package io.kycgateway.reverify.results;

import io.kycgateway.verification.Status;
import java.util.List;

/** A record whose result differs from its previous status. */
public record ChangedOutcome(String id, Status before, Status now, List<String> reasons) {
  public ChangedOutcome {
    reasons = List.copyOf(reasons);
  }

  /** Shows the statuses only: an id may be anything. */
  @Override
  public String toString() {
    return "ChangedOutcome[" + before + " -> " + now + "]";
  }
}
