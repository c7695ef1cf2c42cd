package io.kycgateway.metrics;

import java.util.List;
import java.util.Optional;

/** What Dropwizard and Jetty measure by themselves. */
public final class DropwizardFamilies {
  static final List<Family> ALL = List.of();

  private DropwizardFamilies() {}

  /** The series for one of Dropwizard's own metric names, if it is exposed. */
  public static Optional<Series> series(String dropwizardName) {
    return Optional.empty();
  }
}
