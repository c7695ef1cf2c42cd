package io.kycgateway.rehearsal;

import static org.awaitility.Awaitility.await;

import io.kycgateway.chaos.scene.Gateway;
import io.kycgateway.chaos.scene.Pause;
import io.kycgateway.chaos.scene.Tally;
import io.kycgateway.chaos.scene.Traffic;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One installation, the load on it, and what is done to it meanwhile. */
final class Rehearsal implements AutoCloseable {
  private static final String VERIFIED = "VERIFIED";
  private static final Duration CALM = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Form form;
  private final Release first;
  private final Installation installation;
  private final Tally tally = new Tally();
  private final Report report;
  private Restarts restarts;
  private Rotations rotations;
  private String key = TestGateway.API_KEY;

  /**
   * Starts all of it.
   *
   * @param first what both gateways are at the beginning
   */
  Rehearsal(Form form, Release first, Mistake mistake) throws Exception {
    this.form = form;
    this.first = first;
    // What this release starts with is made now, and not under load.
    List<String> unused = Release.current().server(form);
    installation = new Installation(form, first, mistake);
    report = new Report(tally, installation::warnings);
    installation.migrate(first);
    for (Gateway gateway : installation.gateways()) {
      gateway.start();
    }
    installation.loadBalancer().awaitInService("a");
    installation.loadBalancer().awaitInService("b");
    warmUp();
  }

  // New processes are slow at first, the modules' among them: an operator would not begin then.
  private void warmUp() throws Exception {
    Tally warm = new Tally();
    try (Traffic unused =
        Traffic.start(
            installation.loadBalancer().port(), form.rate() / 2, warm, form.clientsPatience())) {
      Pause.of(form.warm().plus(CALM));
      await("only successes")
          .atMost(PATIENCE)
          .until(() -> warm.isCalm(Long.MIN_VALUE / 2, CALM, System.nanoTime()));
    }
  }

  /**
   * Takes those parts, in this order.
   *
   * @return what was not as documented
   */
  List<String> take(List<Part> parts) throws Exception {
    try (Load load = new Load(form, installation, tally, key, this::anyVerification)) {
      restarts = new Restarts(form, installation, load, report);
      rotations = new Rotations(installation, load, report);
      report.begin(load.observer());
      load.settle();
      report.ended("two gateways of " + first.name());
      for (Part part : parts) {
        if (part.isUnderLoad()) {
          part.take(this);
        }
      }
      load.settle();
      load.close();
      report.ended("the rest");
      report.conclude(form);
      key = load.observer().key();
    }
    findLost();
    for (Part part : parts) {
      if (!part.isUnderLoad()) {
        part.take(this);
      }
    }
    return report.broken();
  }

  private String anyVerification() {
    return tally.ids(VERIFIED).stream().findAny().orElse("");
  }

  Restarts restarts() {
    return restarts;
  }

  Rotations rotations() {
    return rotations;
  }

  private void findLost() {
    Set<String> lost = new TreeSet<>(tally.ids(VERIFIED));
    lost.removeAll(installation.query("SELECT id::text FROM verification"));
    Report.print(
        "%d decisions were answered, %d of them are not in the database",
        tally.verifications(VERIFIED), lost.size());
    report.require(lost.isEmpty(), "answered, and not in the database: " + lost);
  }

  /** Backup and restore, without load. */
  void restore() throws Exception {
    String id = installation.query("SELECT id::text FROM verification ORDER BY id").get(0);
    String kept = read(id);
    report.require(
        kept.contains("\"session_id\":\""), "a record of the first key has no session_id");
    if (Boolean.getBoolean("rehearsal.norestore")) {
      return;
    }
    installation.documented().execute("step-backup");
    installation.documented().execute("step-restore");
    await("a record of the first key, restored")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> read(id).equals(kept));
    Report.print("backup and restore: a record of the first key reads as before");
  }

  private String read(String id) {
    RawHttp.Answer answer =
        RawHttp.ask(
            installation.gateway("a").url(), "GET", "/v1/verifications/" + id, "Bearer " + key);
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.status() + " " + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() throws IOException {
    installation.close();
  }
}
