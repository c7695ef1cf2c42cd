package io.kycgateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.chaos.scene.Form;
import io.kycgateway.chaos.scene.Leaks;
import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Pause;
import io.kycgateway.chaos.scene.Scene;
import io.kycgateway.chaos.scene.Setting;
import io.kycgateway.chaos.scene.Tally;
import io.kycgateway.testing.Scrape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Faults at random in one gateway's life, one after another, under traffic that never pauses:
 * {@code ./run chaos --soak}. With the same seed the same faults come in the same order.
 */
class ChaosSoak {
  private static final Path REPORT = Path.of("target", "chaos", "report.md");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LONGEST_MILLIS = 5_000;

  @Test
  void faults_atRandom_leaveExactTotalsAndNothingElse() throws Exception {
    long seed = Long.getLong("chaos.seed", System.nanoTime() % 1_000_000);
    Duration time = Duration.ofMinutes(Integer.getInteger("chaos.minutes", 20));
    System.out.println("chaos: soak of " + time + ", repeated by --seed " + seed);
    try (Scene scene = new Scene(Form.chosen())) {
      scene.prepare(Setting.STANDARD);
      Scrape before = scene.gateway().scrape();
      Tally tally = new Tally();
      scene.begin(tally);
      List<Fault> injected = inject(scene, new SplittableRandom(seed), time);
      scene.rest();
      Scrape after =
          await("nothing in flight")
              .atMost(PATIENCE)
              .until(scene.gateway()::scrape, Promises::isAtRest);
      Leaks leaks = Leaks.of(scene.gateway());
      List<String> broken = Promises.broken(all(injected), scene.form(), tally, before, after);
      broken.addAll(leaks.since(scene.atFirst()));
      report(scene, seed, time, injected, leaks, broken);
      assertThat(broken).as("seed " + seed).isEmpty();
    }
  }

  private static List<Fault> inject(Scene scene, SplittableRandom random, Duration time)
      throws Exception {
    List<Fault> faults = eligible();
    List<Fault> injected = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Fault fault = faults.get(random.nextInt(faults.size()));
      Duration hold = Duration.ofMillis(random.nextInt(LONGEST_MILLIS));
      injected.add(fault);
      Fault.End ending = fault.injection().begin(scene);
      Pause.of(hold);
      ending.end();
      long ended = System.nanoTime();
      scene.awaitCalm(ended, scene.form().recoveryLimit().plus(PATIENCE));
      System.out.println(
          "chaos: " + fault + " for " + hold.toMillis() + " ms, then " + scene.tally().outcomes());
    }
    return injected;
  }

  // Those that the process outlives: its counters must be exact in the end.
  private static List<Fault> eligible() {
    return FaultTable.all().stream()
        .filter(fault -> fault.setting() == Setting.STANDARD)
        .filter(fault -> !fault.promised().contains(Outcome.REFUSED))
        .sorted(Comparator.comparing(Fault::name))
        .toList();
  }

  // What the rows of all of them allow; what each promises is the suite's.
  private static Fault all(List<Fault> injected) {
    Set<String> possible = new TreeSet<>();
    injected.forEach(
        fault -> {
          possible.addAll(fault.promised());
          possible.addAll(fault.possible());
        });
    return Fault.of("", "soak", "").allows(possible.toArray(String[]::new));
  }

  private static void report(
      Scene scene, long seed, Duration time, List<Fault> injected, Leaks leaks, List<String> broken)
      throws Exception {
    Tally tally = scene.tally();
    String text =
        """
        Soak of %d minutes, `--seed %d`: %d faults, %d requests on accepted connections, %d lost, %d late (slowest %s), \
        %d replays, %d connections that had ended before their request.
        Clients saw %s. Threads / descriptors / heap: %s before, %s after. Not as promised: %s.
        """
            .formatted(
                time.toMinutes(),
                seed,
                injected.size(),
                tally.accepted(),
                tally.of(Outcome.LOST),
                tally.late(),
                ChaosReport.seconds(tally.slowest()),
                tally.replays(),
                tally.staleConnections(),
                tally.outcomes(),
                scene.atFirst(),
                leaks,
                broken.isEmpty() ? "nothing" : broken);
    System.out.println(text);
    ChaosReport.write(REPORT, text);
  }
}
