package io.kycgateway.common;

/** A member of a closed set that has a fixed name in JSON and in metric labels. */
public interface WireName {
  /** The name outside this process; it never changes, scrapers and clients hold on to it. */
  String wireName();
}
