package io.kycgateway.rehearsal;

import static org.awaitility.Awaitility.await;

import io.kycgateway.chaos.scene.Gateway;
import io.kycgateway.testing.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/** Rotations of secrets, step by step as documented. */
final class Rotations {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int ENOUGH_KEYS = 2;

  private final Installation installation;
  private final Load load;
  private final Report report;

  Rotations(Installation installation, Load load, Report report) {
    this.installation = installation;
    this.load = load;
    this.report = report;
  }

  /** The client's API key. */
  void apiKey() throws Exception {
    String old = load.observer().key();
    change("step-api-key-add", "API_KEYS_FILE");
    String key = Files.readString(installation.secret("api-key-backend.new")).strip();
    load.key(key);
    load.settle();
    change("step-api-key-revoke", "API_KEYS_FILE");
    report.require(readStatus(old) == 401, "the revoked API key is accepted");
    load.settle();
    report.ended("API key rotated");
  }

  private int readStatus(String key) {
    return RawHttp.ask(
            installation.loadBalancer().url(), "GET", "/v1/verifications", "Bearer " + key)
        .status();
  }

  /** What Prometheus scrapes with. */
  void metricsPassword() throws Exception {
    String old = Files.readString(installation.secret("metrics-password")).strip();
    change("step-metrics-both", "METRICS_PASSWORD_FILE");
    load.settle();
    installation.documented().execute("step-metrics-scraper");
    load.settle();
    change("step-metrics-one", "METRICS_PASSWORD_FILE");
    for (Gateway gateway : installation.gateways()) {
      report.require(gateway.scrapeStatus(old) == 401, "the old metrics password is accepted");
    }
    load.settle();
    report.ended("metrics password rotated");
  }

  /** What the gateways tell PostgreSQL. */
  void databasePassword() throws Exception {
    change("step-database-both", "KYC_DATABASE_PASSWORD_FILE");
    installation.documented().execute("step-database-alter");
    String moment = installation.query("SELECT now()::text").get(0);
    // New connections, while the database has the second password of the file. A read that failed
    // is found anyway, and does not end better for being waited for.
    awaited(
        "no new connection with the second password",
        () -> hasConnectionSince(moment) || !load.observer().failures().isEmpty());
    change("step-database-one", "KYC_DATABASE_PASSWORD_FILE");
    load.settle();
    report.ended("database password rotated");
  }

  private boolean hasConnectionSince(String moment) {
    load.observer().readManyAtOnce();
    return !installation
        .query(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'kyc' AND backend_start > '"
                + moment
                + "'")
        .isEmpty();
  }

  /** What encrypts kept verifications. */
  void historyKey() throws Exception {
    change("step-history-key-add", "KYC_HISTORY_KEYS_FILE");
    load.settle();
    change("step-history-key-first", "KYC_HISTORY_KEYS_FILE");
    load.settle();
    int keys = installation.query("SELECT DISTINCT key_id FROM verification").size();
    report.require(keys == ENOUGH_KEYS, keys + " keys have encrypted records, not 2");
    report.ended("encryption key of the history rotated");
  }

  /** Executes a step, and waits as operations.md says: for the log of every gateway. */
  private void change(String block, String setting) throws IOException, InterruptedException {
    Map<Gateway, Long> before = new HashMap<>();
    installation.gateways().forEach(gateway -> before.put(gateway, changes(gateway, setting)));
    installation.documented().execute(block);
    awaited(
        block + ": the log of a gateway does not say that " + setting + " is in force",
        () ->
            before.entrySet().stream()
                .allMatch(entry -> changes(entry.getKey(), setting) > entry.getValue()));
  }

  private static long changes(Gateway gateway, String setting) {
    return gateway
        .output()
        .lines()
        .filter(line -> line.contains(setting + ": ") && line.endsWith("is in force"))
        .count();
  }

  private void awaited(String otherwise, Callable<Boolean> condition) {
    try {
      await().atMost(PATIENCE).pollInterval(POLL).until(condition);
    } catch (ConditionTimeoutException e) {
      report.require(false, otherwise);
    }
  }
}
