package io.kycgateway.api;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Times as the API answers them: UTC, with milliseconds. */
public final class Timestamps {
  // Instant.toString() has no milliseconds when they are 000.
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private Timestamps() {}

  public static String format(Instant time) {
    return FORMAT.format(time);
  }
}
