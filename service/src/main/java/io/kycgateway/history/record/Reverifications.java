package io.kycgateway.history.record;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a record is tied to re-verifications.
 *
 * @param reverifies the record that this one verifies again; null: it is a client's own
 * @param run the name of the run that did; null with {@code reverifies}
 * @param reverifiedBy the newest record that verifies this one again; null: there is none. Read
 *     only
 */
public record Reverifications(
    @Nullable UUID reverifies, @Nullable String run, @Nullable UUID reverifiedBy) {
  public static final Reverifications NONE = new Reverifications(null, null, null);
}
