package io.kycgateway.reverify.manifest;

import io.kycgateway.common.WireName;
import java.util.Locale;

/** What is known of a record beforehand. */
public enum GroundTruth implements WireName {
  GENUINE,
  IMPOSTOR;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @Override
  public String wireName() {
    return wireName;
  }
}
