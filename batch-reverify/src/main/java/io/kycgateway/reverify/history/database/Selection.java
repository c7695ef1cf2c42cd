package io.kycgateway.reverify.history.database;

import io.kycgateway.common.WireName;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which records a run verifies again: of the clients' own verifications, never of re-verifications.
 *
 * @param statuses empty: any
 * @param countries of the document, ISO 3166-1 alpha-3; empty: any
 * @param documentTypes empty: any
 * @param olderThan accepted at least so long before the start of the run; null: no bound
 * @param newerThan accepted less than so long before it; null: no bound
 * @param isDegraded whether only those that were decided without one of the modules
 * @param limit how many at most, the oldest ones; 0: all
 */
public record Selection(
    SortedSet<Status> statuses,
    SortedSet<String> countries,
    SortedSet<String> documentTypes,
    @Nullable Duration olderThan,
    @Nullable Duration newerThan,
    boolean isDegraded,
    long limit) {

  /** One form for one selection: workers of a run must name the same. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    add(parts, "--status", statuses.stream().map(WireName::wireName).toList());
    add(parts, "--country", countries);
    add(parts, "--document-type", documentTypes);
    if (olderThan != null) {
      parts.add("--older-than " + text(olderThan));
    }
    if (newerThan != null) {
      parts.add("--newer-than " + text(newerThan));
    }
    if (isDegraded) {
      parts.add("--degraded");
    }
    if (limit > 0) {
      parts.add("--limit " + limit);
    }
    return parts.isEmpty() ? "everything" : String.join(" ", parts);
  }

  private static void add(List<String> parts, String option, Collection<String> values) {
    if (!values.isEmpty()) {
      parts.add(option + " " + values.stream().collect(Collectors.joining(",")));
    }
  }

  // In the largest unit that it is a whole number of: 24h is 1d.
  private static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
