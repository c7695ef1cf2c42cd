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

  /** Begins the names of its quotas and of its keys in the shared store. */
  String prefix() {
    return prefix;
  }

  @Override
  public String wireName() {
    return prefix + "_limit";
  }
}
