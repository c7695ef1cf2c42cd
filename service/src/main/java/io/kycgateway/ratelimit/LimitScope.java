package io.kycgateway.ratelimit;

import io.kycgateway.common.WireName;

/** Whose requests are counted together. */
enum LimitScope implements WireName {
  IP("ip"),
  DEVICE("device"),
  SESSION("session");

  private final String noun;

  LimitScope(String noun) {
    this.noun = noun;
  }

  String noun() {
    return noun;
  }

  @Override
  public String wireName() {
    return noun + "_limit";
  }
}
