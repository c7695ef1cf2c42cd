package io.kycgateway.verification;

import io.kycgateway.common.WireName;
import java.util.Locale;

/** Presentation attacks that liveness tells apart (ISO/IEC 30107-3's instruments, coarsely). */
public enum AttackType implements WireName {
  PHOTO,
  SCREEN,
  MASK,
  DEEPFAKE,
  OTHER;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @Override
  public String wireName() {
    return wireName;
  }
}
