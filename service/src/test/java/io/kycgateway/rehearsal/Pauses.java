package io.kycgateway.rehearsal;

import io.kycgateway.chaos.scene.Pause;
import java.time.Duration;

/** Times during which nothing is done but requests. */
final class Pauses {
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private Pauses() {}

  /** What a step has changed shows in requests, if it shows at all. */
  static void settle() throws InterruptedException {
    Pause.of(SETTLED);
  }
}
