package io.kycgateway.ratelimit;

import io.kycgateway.common.WireName;

/** What a limit counts requests by. */
enum LimitScope implements WireName {
  IP("ip"),
  DEVICE("device"),
  SESSION("session");

  private final String prefix;

  LimitScope(String prefix) {
    this.prefix = prefix;
  }

  /** The name of the limit of verifications by this scope. */
  String prefix() {
    return prefix;
  }

  @Override
  public String wireName() {
    return prefix + "_limit";
  }
}
