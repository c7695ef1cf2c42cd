package io.kycgateway.chaos;

import io.kycgateway.chaos.scene.Form;
import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Tally;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Scrape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must hold whatever the fault was, and what its row of the table says. */
final class Promises {
  private static final Pattern SERIES = Pattern.compile("(\\w+)(?:\\{(.*)})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private static final Duration STARVED = Duration.ofMillis(100);
  private static final Duration OVERWHELMED = Duration.ofSeconds(1);
  private static final Set<String> BUSY =
      Set.of(Outcome.MODULE_FAILED, Outcome.MANUAL_REVIEW, Outcome.OVERLOADED);

  private static final String STORE_ERRORS = "kyc_idempotency_backend_errors_total";

  private Promises() {}

  static boolean isAtRest(Scrape scrape) {
    return scrape.value("kyc_active_sessions") == 0 && scrape.sum("kyc_module_inflight") == 0;
  }

  /** Whether a series of a fault shows it. */
  static boolean hasGrown(String series, Tally tally, Scrape before, Scrape after) {
    return value(after, series) > (tally.isOfNewProcess() ? 0 : value(before, series));
  }

  /** What was not as promised; empty: nothing. */
  static List<String> broken(Fault fault, Form form, Tally tally, Scrape before, Scrape after) {
    List<String> broken = new ArrayList<>();
    boolean isExcused = isExcused(form, tally);
    outcomes(fault, form, isExcused ? BUSY : Set.of(), tally, broken);
    totals(tally, before, after, broken);
    keys(fault, tally, before, after, broken);
    for (String series : fault.metrics()) {
      if (!isExcused && !hasGrown(series, tally, before, after)) {
        broken.add(series + " did not grow");
      }
    }
    try {
      Invariants.holdWithin(after);
      if (!tally.isOfNewProcess()) {
        Invariants.holdBetween(before, after);
      }
    } catch (AssertionError e) {
      broken.add("" + e.getMessage());
    }
    return broken;
  }

  /**
   * Whether the machine was so busy that even the clients, which do nothing else, waited long for a
   * processor. Modules and store share the machine, so that they are slow then. Only the fast form
   * excuses it: it runs beside other work.
   */
  static boolean isExcused(Form form, Tally tally) {
    return form.equals(Form.FAST) && tally.behind().compareTo(STARVED) > 0;
  }

  /** Whether times say nothing: the clients waited for longer than a time has room. */
  static boolean isOverwhelmed(Form form, Tally tally) {
    return form.equals(Form.FAST) && tally.behind().compareTo(OVERWHELMED) > 0;
  }

  private static void outcomes(
      Fault fault, Form form, Set<String> excused, Tally tally, List<String> broken) {
    Set<String> seen = new TreeSet<>(tally.outcomes().keySet());
    Set<String> absent = new TreeSet<>(fault.promised());
    absent.removeAll(seen);
    absent.forEach(outcome -> broken.add("no client saw " + outcome));
    seen.removeAll(fault.promised());
    seen.removeAll(fault.possible());
    seen.removeAll(excused);
    seen.remove(Outcome.VERIFIED);
    seen.forEach(outcome -> broken.add("clients saw " + outcome + ": " + tally.outcomes()));
    if (tally.late() > 0 && !isOverwhelmed(form, tally)) {
      broken.add(tally.late() + " late responses, up to " + tally.slowest());
    }
  }

  // A key has one verification, unless the store did not respond in time, which is counted.
  private static void keys(
      Fault fault, Tally tally, Scrape before, Scrape after, List<String> broken) {
    double errors = value(after, STORE_ERRORS);
    boolean isExcused =
        fault.possible().contains(Outcome.DOUBLED)
            || errors > (tally.isOfNewProcess() ? 0 : value(before, STORE_ERRORS));
    if (tally.doubledKeys() > 0 && !isExcused) {
      broken.add(tally.doubledKeys() + " keys with two verifications");
    }
  }

  // Each verification that a client had a response of was counted once, and no other but those
  // whose clients left.
  private static void totals(Tally tally, Scrape before, Scrape after, List<String> broken) {
    long unseen = tally.abandoned();
    for (String status : List.of("VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR")) {
      String series = "kyc_verifications_total{status=\"" + status + "\"}";
      double counted = value(after, series) - (tally.isOfNewProcess() ? 0 : value(before, series));
      long seen = tally.verifications(status);
      long more = (long) counted - seen;
      if (more < 0 || more > unseen) {
        broken.add(status + ": clients saw " + seen + ", counted " + (long) counted);
      } else {
        unseen -= more;
      }
    }
  }

  /** The value of a series as the table writes it; several are added up. */
  static double value(Scrape scrape, String series) {
    Matcher parts = parse(series);
    String labels = parts.group(2) == null ? "" : parts.group(2);
    return scrape.sum(
        parts.group(1),
        LABEL
            .matcher(labels)
            .results()
            .flatMap(m -> Arrays.stream(new String[] {m.group(1), m.group(2)}))
            .toArray(String[]::new));
  }

  /** The family of a series as the table writes it. */
  static String family(String series) {
    return parse(series).group(1);
  }

  private static Matcher parse(String series) {
    Matcher parts = SERIES.matcher(series);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no series: " + series);
    }
    return parts;
  }
}
