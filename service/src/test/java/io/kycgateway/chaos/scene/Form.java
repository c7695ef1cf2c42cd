package io.kycgateway.chaos.scene;

import io.kycgateway.testing.Invariants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The two forms of the suite.
 *
 * @param name as the report has it
 * @param rate of ordinary requests, a second
 * @param hold how long a fault lasts
 * @param calm how long everything must succeed before a fault counts as recovered from
 * @param open how long a circuit stays open
 * @param window of the circuits
 * @param timeout of the first three modules; the other two have 1 s, as config.yml has it
 * @param calls that a circuit needs in its window
 * @param crowd what numbers of further clients are divided by
 */
public record Form(
    String name,
    int rate,
    Duration hold,
    Duration calm,
    Duration open,
    Duration window,
    Duration timeout,
    int calls,
    int crowd) {

  /** As config.yml has it. */
  public static final Form FULL =
      new Form(
          "full",
          100,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          50,
          1);

  /** For every change: times are shorter, and so are those of the gateway's settings. */
  public static final Form FAST =
      new Form(
          "fast",
          50,
          Duration.ofMillis(1300),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          20,
          5);

  /** Full success must be back so long after a fault's end, and a circuit's open time besides. */
  public static final Duration RECOVERY = Duration.ofSeconds(10);

  private static final Set<String> SHORT = Set.of("antifraud", "decision");

  /** The form that -Dchaos.fast chooses. */
  public static Form chosen() {
    return Boolean.getBoolean("chaos.fast") ? FAST : FULL;
  }

  /** How many clients of a crowd there are. */
  public int clients(int inFull) {
    return inFull / crowd;
  }

  /** After a fault's end. */
  public Duration recoveryLimit() {
    return RECOVERY.plus(open);
  }

  /** Settings of the gateway that make it fit, as options of its JVM. */
  public List<String> options() {
    List<String> options = new ArrayList<>();
    for (String module : Invariants.MODULES) {
      String prefix = "-Ddw.modules." + module + ".";
      if (!SHORT.contains(module)) {
        options.add(prefix + "timeout=" + timeout.toMillis() + "ms");
      }
      options.add(prefix + "circuit.openDuration=" + open.toMillis() + "ms");
      options.add(prefix + "circuit.minimumCalls=" + calls);
      options.add(prefix + "circuit.window=" + window.toSeconds() + "s");
    }
    return options;
  }
}
