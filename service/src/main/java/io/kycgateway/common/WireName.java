package io.kycgateway.common;

import java.util.Locale;

/** A member of an enum that has a fixed name in JSON and in metric labels. */
public interface WireName {
  /** The name in this code, in capitals. */
  String name();

  /**
   * The name outside this process, in small letters; it never changes, scrapers and clients hold on
   * to it. An enum that is asked often keeps it.
   */
  default String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
