package io.kycgateway.reverify.manifest;

import io.kycgateway.common.WireName;
import java.util.Locale;

/** The known truth about the person of a record. */
public enum GroundTruth implements WireName {
  GENUINE,
  IMPOSTOR;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @Override
  public String wireName() {
    return wireName;
  }
}
