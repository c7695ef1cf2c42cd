package io.kycgateway.chaos;

import static org.awaitility.Awaitility.await;

import io.kycgateway.chaos.scene.Leaks;
import io.kycgateway.chaos.scene.Pause;
import io.kycgateway.chaos.scene.Scene;
import io.kycgateway.chaos.scene.Tally;
import io.kycgateway.testing.Scrape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/** Injects a fault under traffic, ends it, and finds out whether everything was as promised. */
final class FaultRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private FaultRun() {}

  /**
   * Runs a fault; what was not as promised is in the result.
   *
   * @throws AssertionError it never ended
   */
  static FaultResult of(Scene scene, Fault fault) throws Exception {
    scene.prepare(fault.setting());
    Scrape before = scene.gateway().scrape();
    Tally tally = new Tally();
    List<String> broken = new ArrayList<>();
    scene.begin(tally);
    Duration recovery;
    try {
      scene.awaitCalm(System.nanoTime(), PATIENCE);
      Fault.End end = fault.injection().begin(scene);
      Pause.of(scene.form().hold());
      awaitPromised(scene, fault, tally, before);
      end.end();
      recovery = recovery(scene, broken);
    } finally {
      scene.rest();
    }
    Scrape after =
        await("nothing in flight").atMost(PATIENCE).until(() -> scrape(scene), Promises::isAtRest);
    Leaks leaks = Leaks.of(scene.gateway());
    broken.addAll(leaks.since(scene.atFirst()));
    broken.addAll(Promises.broken(fault, scene.form(), tally, before, after));
    return new FaultResult(fault, tally, recovery, leaks, broken);
  }

  // On a busy machine it takes longer to show: a timeout, for one, has the gateway's own delay
  // added
  // to it. What does not show at all is in the result.
  private static void awaitPromised(Scene scene, Fault fault, Tally tally, Scrape before) {
    try {
      await("what is promised")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> tally.outcomes().keySet().containsAll(fault.promised()));
      // A circuit needs more failures than one, and they come as slowly as they time out.
      await("open circuits")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> circuitsHaveOpened(scene, fault, tally, before));
    } catch (ConditionTimeoutException e) {
      // Promises names what clients have not seen.
    }
  }

  private static boolean circuitsHaveOpened(Scene scene, Fault fault, Tally tally, Scrape before) {
    List<String> rejected =
        fault.metrics().stream().filter(series -> series.contains("\"rejected\"")).toList();
    if (rejected.isEmpty()) {
      return true;
    }
    Scrape now = scene.gateway().scrape();
    return rejected.stream().allMatch(series -> Promises.hasGrown(series, tally, before, now));
  }

  private static Scrape scrape(Scene scene) {
    return scene.gateway().scrape();
  }

  private static Duration recovery(Scene scene, List<String> broken) {
    long ended = System.nanoTime();
    Duration limit = scene.form().recoveryLimit();
    try {
      scene.awaitCalm(ended, limit.plus(PATIENCE));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no recovery: " + scene.tally().outcomes(), e);
    }
    Duration took = Duration.ofNanos(Math.max(ended, scene.tally().lastFailure()) - ended);
    if (took.compareTo(limit) > 0 && !Promises.isOverwhelmed(scene.form(), scene.tally())) {
      broken.add("recovery took " + took);
    }
    return took;
  }
}
