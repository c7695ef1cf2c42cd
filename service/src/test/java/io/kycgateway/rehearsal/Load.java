package io.kycgateway.rehearsal;

import io.kycgateway.chaos.scene.Tally;
import io.kycgateway.chaos.scene.Traffic;
import java.util.function.Supplier;

/** All who ask the gateways for something meanwhile. */
final class Load implements AutoCloseable {
  private final Form form;
  private final Traffic traffic;
  private final Observer observer;
  private boolean ended;

  /**
   * Begins.
   *
   * @param key the client's API key
   * @param verification the id of a kept verification; empty: none yet
   */
  Load(
      Form form,
      Installation installation,
      Tally tally,
      String key,
      Supplier<String> verification) {
    this.form = form;
    this.traffic =
        Traffic.start(
            installation.loadBalancer().port(), form.rate(), tally, form.clientsPatience());
    this.observer = new Observer(installation, key, verification);
  }

  /** Those who ask for something else than verifications. */
  Observer observer() {
    return observer;
  }

  /** The client changes to another API key. */
  void key(String next) {
    observer.key(next);
    traffic.key(next);
  }

  /**
   * What a step has changed shows in requests, if it shows at all: waits until all that began
   * before, and at least one more of each kind, has ended. How long that takes is up to the
   * machine.
   */
  void settle() {
    traffic.awaitMore(form.rate());
    observer.awaitMore();
  }

  /** Every request that was sent has ended, and no more follow. */
  @Override
  public void close() throws Exception {
    if (!ended) {
      ended = true;
      try (observer) {
        traffic.close();
      }
    }
  }
}
