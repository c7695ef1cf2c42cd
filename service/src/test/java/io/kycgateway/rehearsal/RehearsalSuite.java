package io.kycgateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.chaos.scene.Gateway;
import io.kycgateway.chaos.scene.Pause;
import io.kycgateway.chaos.scene.Tally;
import io.kycgateway.chaos.scene.Traffic;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What {@code docs/operations.md} tells an operator to do, with its own commands, under load: no
 * request fails. It takes minutes, and no pattern of the build finds its name: {@code ./run
 * rehearse} runs it.
 */
class RehearsalSuite {
  private static final String VERIFIED = "VERIFIED";

  /** Longer than a changed file of secrets takes to be noticed. */
  private static final Duration NOTICED = Duration.ofSeconds(3);

  private static final Duration SETTLED = Duration.ofSeconds(2);
  private static final Duration WARM = Duration.ofSeconds(12);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ENDED_BY_SIGTERM = 143;

  private final Form form = Form.chosen();
  private final Release current = Release.current();
  private final Optional<Release> before = Release.before();
  private final Tally tally = new Tally();
  private volatile String apiKey = TestGateway.API_KEY;
  private Installation installation;
  private Traffic traffic;
  private Observer observer;
  private Report report;

  @Test
  void operations_asDocumented_failNoRequest() throws Exception {
    Release first = before.orElse(current);
    try (Installation all = new Installation(form, first)) {
      installation = all;
      all.migrate(first);
      for (Gateway gateway : all.gateways()) {
        gateway.start();
      }
      all.loadBalancer().awaitInService("a");
      all.loadBalancer().awaitInService("b");
      warmUp();
      underLoad();
      assertNothingIsLost();
      restore();
    }
    assertThat(report.broken()).as("what was not as documented").isEmpty();
  }

  // New processes are slow at first, the modules' among them: an operator would not begin then.
  private void warmUp() throws Exception {
    Tally warm = new Tally();
    try (Traffic unused =
        Traffic.start(installation.loadBalancer().port(), form.rate() / 2, warm)) {
      Pause.of(form.isFast() ? SETTLED : WARM);
      await("only successes")
          .atMost(PATIENCE)
          .until(() -> warm.isCalm(Long.MIN_VALUE / 2, SETTLED, System.nanoTime()));
    }
  }

  private void underLoad() throws Exception {
    traffic = Traffic.start(installation.loadBalancer().port(), form.rate(), tally);
    try (Observer others =
        new Observer(
            installation.gateways(),
            installation.loadBalancer().url(),
            installation.secret("prometheus-password"),
            () -> apiKey,
            this::anyVerification)) {
      observer = others;
      report = new Report(tally, observer);
      Pause.of(SETTLED);
      report.ended("two gateways of " + before.orElse(current).name());
      if (before.isPresent()) {
        upgrade();
      }
      if (before.isEmpty() || !form.isFast()) {
        roll(current);
        report.ended("rolling restart");
      }
      rotateApiKey();
      rotateMetricsPassword();
      rotateDatabasePassword();
      rotateHistoryKey();
      if (before.isPresent()) {
        roll(before.get());
        report.ended("rollback to the release before, schema as it is");
      } else {
        Report.print("SKIPPED: upgrade and rollback, for want of the release before");
      }
      Pause.of(SETTLED);
      traffic.close();
      report.ended("the rest");
      report.conclude(form);
    }
  }

  private String anyVerification() {
    return tally.ids(VERIFIED).stream().findAny().orElse("");
  }

  private Documented documented() {
    return installation.documented();
  }

  private void execute(String block) throws IOException, InterruptedException {
    documented().execute(block);
  }

  private void upgrade() throws Exception {
    if (!form.isFast()) {
      String behind = documented().output("step-schema-status");
      assertThat(behind).as("db status before the upgrade").contains("not been applied");
    }
    execute("step-schema-migrate");
    report.ended("schema migrated, the release before goes on");
    roll(current);
    report.ended("upgrade to this release");
  }

  private void roll(Release release) throws Exception {
    for (String name : List.of("a", "b")) {
      Gateway gateway = installation.gateway(name);
      documented().set("GATEWAY_PID", "" + gateway.pid());
      documented().set("GATEWAY", gateway.url().toString());
      documented().set("STATUS", installation.loadBalancer().statusUrl().toString());
      documented().set("NAME", name);
      execute("step-stop");
      int code = gateway.exitCode();
      report.require(code == ENDED_BY_SIGTERM, name + " ended with " + code);
      gateway.become(release.server(form));
      gateway.start();
      execute("step-in-service");
    }
  }

  private void rotateApiKey() throws Exception {
    execute("step-api-key-add");
    Pause.of(NOTICED);
    String old = apiKey;
    apiKey = Files.readString(installation.secret("api-key-backend.new")).strip();
    traffic.key(apiKey);
    Pause.of(SETTLED);
    execute("step-api-key-revoke");
    Pause.of(NOTICED);
    assertThat(readStatus(old)).as("with the revoked key").isEqualTo(401);
    report.ended("API key rotated");
  }

  private int readStatus(String key) {
    return RawHttp.ask(
            installation.loadBalancer().url(), "GET", "/v1/verifications", "Bearer " + key)
        .status();
  }

  private void rotateMetricsPassword() throws Exception {
    String old = Files.readString(installation.secret("metrics-password")).strip();
    execute("step-metrics-both");
    Pause.of(NOTICED);
    execute("step-metrics-scraper");
    Pause.of(SETTLED);
    execute("step-metrics-one");
    Pause.of(NOTICED);
    for (Gateway gateway : installation.gateways()) {
      assertThat(gateway.scrapeStatus(old)).as("with the old password").isEqualTo(401);
    }
    report.ended("metrics password rotated");
  }

  private void rotateDatabasePassword() throws Exception {
    execute("step-database-both");
    Pause.of(NOTICED);
    execute("step-database-alter");
    String moment = installation.query("SELECT now()::text").get(0);
    // New connections, while the database has the second password of the file.
    await("a new connection").atMost(PATIENCE).until(() -> hasConnectionSince(moment));
    execute("step-database-one");
    Pause.of(NOTICED);
    report.ended("database password rotated");
  }

  private boolean hasConnectionSince(String moment) {
    observer.readManyAtOnce();
    return !installation
        .query(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'kyc' AND backend_start > '"
                + moment
                + "'")
        .isEmpty();
  }

  private void rotateHistoryKey() throws Exception {
    execute("step-history-key-add");
    Pause.of(NOTICED);
    execute("step-history-key-first");
    Pause.of(NOTICED);
    assertThat(installation.query("SELECT DISTINCT key_id FROM verification ORDER BY 1"))
        .as("keys of records")
        .hasSize(2);
    report.ended("encryption key of the history rotated");
  }

  private void assertNothingIsLost() {
    Set<String> lost = new TreeSet<>(tally.ids(VERIFIED));
    lost.removeAll(installation.query("SELECT id::text FROM verification"));
    Report.print(
        "%d decisions were answered, %d of them are not in the database",
        tally.verifications(VERIFIED), lost.size());
    assertThat(lost).as("answered, and not kept").isEmpty();
    assertThat(tally.replays()).as("replays").isPositive();
  }

  private void restore() throws Exception {
    String id = installation.query("SELECT id::text FROM verification ORDER BY id").get(0);
    String kept = read(id);
    execute("step-backup");
    execute("step-restore");
    await("a record of the first key, restored")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(read(id)).isEqualTo(kept));
    assertThat(kept).contains("\"session_id\":\"");
    Report.print("backup and restore: a record of the first key reads as before");
  }

  private String read(String id) {
    RawHttp.Answer answer =
        RawHttp.ask(
            installation.gateway("a").url(), "GET", "/v1/verifications/" + id, "Bearer " + apiKey);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
