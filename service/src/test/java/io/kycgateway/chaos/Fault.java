package io.kycgateway.chaos;

import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Scene;
import io.kycgateway.chaos.scene.Setting;
import java.util.Set;
import java.util.TreeSet;

/**
 * One fault: what is done, and all that may come of it.
 *
 * @param name short, as {@code ./run chaos NAME} takes it
 * @param group the heading in docs/chaos.md
 * @param how it is injected, for docs/chaos.md
 * @param setting the gateway that it happens to
 * @param promised outcomes that clients must see while it lasts or until it has passed
 * @param possible outcomes that they may see besides; nothing else may happen
 * @param metrics series, as {@code family{label="value"}}, that must have grown afterwards
 * @param alerts that fire if it lasts
 * @param injection does it
 */
record Fault(
    String name,
    String group,
    String how,
    Setting setting,
    Set<String> promised,
    Set<String> possible,
    Set<String> metrics,
    Set<String> alerts,
    Injection injection) {

  /** Begins a fault. */
  @FunctionalInterface
  interface Injection {
    /** Begins it, and says how to end it. */
    End begin(Scene scene) throws Exception;
  }

  /** Ends a fault; returns once what was broken works again by itself. */
  @FunctionalInterface
  interface End {
    void end() throws Exception;
  }

  static Fault of(String group, String name, String how) {
    return new Fault(
        name,
        group,
        how,
        Setting.STANDARD,
        Set.of(Outcome.VERIFIED),
        Set.of(),
        Set.of(),
        Set.of(),
        scene -> () -> {});
  }

  /** In a gateway of that setting. */
  Fault in(Setting other) {
    return new Fault(name, group, how, other, promised, possible, metrics, alerts, injection);
  }

  /** Clients must see all of these. */
  Fault promises(String... outcomes) {
    return new Fault(
        name, group, how, setting, sorted(outcomes), possible, metrics, alerts, injection);
  }

  /** Clients may see these. */
  Fault allows(String... outcomes) {
    return new Fault(
        name, group, how, setting, promised, sorted(outcomes), metrics, alerts, injection);
  }

  /** These series must grow. */
  Fault counts(String... series) {
    return new Fault(
        name, group, how, setting, promised, possible, sorted(series), alerts, injection);
  }

  /** These alerts are for it. */
  Fault alerts(String... names) {
    return new Fault(
        name, group, how, setting, promised, possible, metrics, sorted(names), injection);
  }

  /** That is done. */
  Fault by(Injection other) {
    return new Fault(name, group, how, setting, promised, possible, metrics, alerts, other);
  }

  private static Set<String> sorted(String... texts) {
    return new TreeSet<>(Set.of(texts));
  }

  @Override
  public String toString() {
    return name;
  }
}
