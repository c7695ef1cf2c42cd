package io.kycgateway.chaos.scene;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Everything that runs: modules, store, a gateway of some setting, and traffic. */
public final class Scene implements AutoCloseable {
  private static final Duration WARM = Duration.ofSeconds(2);

  /** On a busy machine, new modules are slow at first, and circuits open. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  static {
    Descendants.endWithThisProcess();
  }

  private final Form form;
  private final Path folder;
  private final Modules modules;
  private final Store store;
  private Setting setting;
  private Gateway gateway;
  private Leaks atFirst;
  private Tally tally = new Tally();
  private Traffic traffic;

  /** Starts all but gateway and traffic. */
  public Scene(Form form) throws IOException {
    this.form = form;
    folder = Files.createTempDirectory("kyc-chaos");
    modules = new Modules(folder);
    store = new Store();
  }

  /** Has a gateway of that setting. */
  public void prepare(Setting wanted) throws Exception {
    if (wanted != setting) {
      if (gateway != null) {
        gateway.close();
        gateway = null;
      }
      Path own = Files.createTempDirectory(folder, wanted.name());
      gateway = Gateway.started(own, wanted, form, modules, store);
      setting = wanted;
      measure();
    }
  }

  // What it holds once it has done what it ordinarily does.
  private void measure() throws Exception {
    begin(new Tally());
    Pause.of(WARM);
    awaitCalm(System.nanoTime(), PATIENCE);
    rest();
    atFirst = Leaks.of(gateway);
  }

  /** Ordinary traffic begins. */
  public void begin(Tally tallyOfIt) {
    tally = tallyOfIt;
    traffic = Traffic.start(gateway.port(), form.rate(), tally);
  }

  /**
   * Waits until all that was sent from a moment on, for as long as the form says, has succeeded.
   *
   * @throws org.awaitility.core.ConditionTimeoutException it did not
   */
  public void awaitCalm(long since, Duration atMost) {
    await("only successes")
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> tally.isCalm(since, form.calm(), System.nanoTime()));
  }

  /** Traffic ends; returns once every request has had its end. */
  public void rest() throws InterruptedException {
    traffic.close();
  }

  /** The gateway was ended and is started again. */
  public void restart() throws Exception {
    gateway.start();
    tally.restarted();
  }

  /** What the gateway held before the first fault. */
  public Leaks atFirst() {
    return atFirst;
  }

  /** The form of the run. */
  public Form form() {
    return form;
  }

  /** The five modules. */
  public Modules modules() {
    return modules;
  }

  /** The shared store. */
  public Store store() {
    return store;
  }

  /** The gateway that {@link #prepare} started last. */
  public Gateway gateway() {
    return gateway;
  }

  /** Ordinary traffic, since {@link #begin}. */
  public Traffic traffic() {
    return traffic;
  }

  /** What its clients saw since then. */
  public Tally tally() {
    return tally;
  }

  @Override
  public void close() throws IOException {
    if (gateway != null) {
      gateway.close();
    }
    modules.close();
    store.close();
  }
}
