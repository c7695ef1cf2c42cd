package io.kycgateway.verification;

import io.kycgateway.common.WireName;
import java.util.Locale;

/** Where a verification comes from; modules may serve the batch at a lower priority. */
public enum Channel implements WireName {
  ONLINE,
  BATCH;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @Override
  public String wireName() {
    return wireName;
  }
}
