package io.kycgateway.rehearsal;

import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.chaos.scene.Descendants;
import io.kycgateway.chaos.scene.Gateway;
import io.kycgateway.chaos.scene.Simulation;
import io.kycgateway.chaos.scene.Store;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.RedisProcess;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Two gateways behind HAProxy, with PostgreSQL, Redis, modules in a process of their own, and one
 * folder of secrets.
 */
final class Installation implements AutoCloseable {
  static {
    Descendants.endWithThisProcess();
  }

  private static final int BALANCER_LINES = 8;
  private static final String DATABASE_USER = "kyc";
  private static final String DATABASE_PASSWORD = "the-first-one-of-postgres";

  private final Path folder = Files.createTempDirectory("kyc-rehearsal");
  private final Path secrets = Files.createDirectory(folder.resolve("secrets"));
  private final PostgresProcess postgres = PostgresProcess.start();
  private final Store store = new Store();
  private final Simulation modules;
  private final String url;
  private final Map<String, String> settings;
  private final Map<String, Gateway> gateways = new HashMap<>();
  private final LoadBalancer loadBalancer;
  private final Documented documented;

  /**
   * Starts all but the gateways.
   *
   * @param mistake in the gateways' settings and in the commands of {@link #documented}
   */
  Installation(Form form, Release release, Mistake mistake) throws IOException {
    documented = new Documented(folder, mistake);
    int modulesPort = RedisProcess.freePort();
    modules = Simulation.start(folder, modulesPort, form.jvm());
    url = postgres.newDatabaseOf(DATABASE_USER, DATABASE_PASSWORD);
    settings = mistake.in(settings(form, modulesPort));
    for (String name : List.of("a", "b")) {
      Path own = Files.createDirectory(folder.resolve(name));
      gateways.put(name, new Gateway(own, settings, release.server(form)));
    }
    loadBalancer = new LoadBalancer(folder, form, gateway("a").port(), gateway("b").port());
    documented.set(settings);
    documented.set("WARM_FOR", "" + form.warm().toSeconds());
    documented.set("SECRETS", secrets.toString());
    documented.set("BACKUP", folder.toString());
    documented.set("DATABASE_USER", DATABASE_USER);
    documented.set("SERVER", postgresUrl("postgres"));
    documented.set("DATABASE_NAME", database());
    documented.set("DATABASE", postgresUrl(database()));
    modules.awaitReady();
  }

  private Map<String, String> settings(Form form, int modulesPort) throws IOException {
    write(
        "api-keys.json",
        "{\"backend\":{\"sha256\":\"" + ApiKeys.digest(TestGateway.API_KEY) + "\"}}");
    write("metrics-password", ProcessSettings.PASSWORD);
    write("prometheus-password", ProcessSettings.PASSWORD);
    write("database-password", DATABASE_PASSWORD + "\n");
    write("store-hash-key", "the same key for all gateways");
    HistoryDatabases.keysFile(secrets);
    Map<String, String> all = new HashMap<>();
    for (String module : Invariants.MODULES) {
      all.put(
          "KYC_" + module.toUpperCase(Locale.ROOT) + "_URL",
          "http://127.0.0.1:" + modulesPort + "/" + module);
    }
    all.put("API_KEYS_FILE", secret("api-keys.json").toString());
    all.put("METRICS_PASSWORD_FILE", secret("metrics-password").toString());
    all.put("KYC_HISTORY_KEYS_FILE", secret("history-keys").toString());
    all.put("KYC_DATABASE_PASSWORD_FILE", secret("database-password").toString());
    all.put("KYC_DATABASE_USER", DATABASE_USER);
    all.put("KYC_DATABASE_URL", url);
    all.put("KYC_STORE_URL", store.url());
    all.put("KYC_STORE_HASH_KEY_FILE", secret("store-hash-key").toString());
    all.put("KYC_HOST", "127.0.0.1");
    all.put("KYC_ADMIN_HOST", "127.0.0.1");
    all.put("KYC_TRUSTED_PROXIES", "127.0.0.1/32");
    all.put("KYC_UNLIMITED_CLIENTS", "backend");
    all.put("KYC_SHUTDOWN_WAIT", form.shutdownWait());
    return all;
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(secret(name), content);
  }

  /** A file in the folder of secrets. */
  Path secret(String name) {
    return secrets.resolve(name);
  }

  private String database() {
    return url.replaceFirst(".*/", "");
  }

  private String postgresUrl(String database) {
    String server = url.replaceFirst("jdbc:postgresql://", "").replaceFirst("/.*", "");
    return "postgresql://" + PostgresProcess.user() + "@" + server + "/" + database;
  }

  /** Runs a release's own migration, before there is a gateway. */
  void migrate(Release release) throws IOException, InterruptedException {
    try (TestProcess migration = TestProcess.start(folder, settings, release.migration())) {
      if (migration.exitCode() != 0) {
        throw new AssertionError("db migrate: " + migration.output() + migration.errors());
      }
    }
  }

  /** Gateway {@code a} or {@code b}. */
  Gateway gateway(String name) {
    return gateways.get(name);
  }

  /** Both. */
  List<Gateway> gateways() {
    return List.of(gateway("a"), gateway("b"));
  }

  /** What is in front of them. */
  LoadBalancer loadBalancer() {
    return loadBalancer;
  }

  /** Commands of docs/operations.md, with the variables of this installation. */
  Documented documented() {
    return documented;
  }

  /** The first column of each row that a query of an administrator finds. */
  List<String> query(String sql) {
    return postgres.query(database(), sql);
  }

  /**
   * Warnings and errors in the gateways' logs of their latest start, of equal ones the last, and
   * the end of the load balancer's log.
   */
  List<String> warnings() {
    Map<String, String> lines = new LinkedHashMap<>();
    for (Gateway gateway : gateways()) {
      gateway
          .output()
          .lines()
          .filter(line -> line.contains("Z WARN ") || line.contains("Z ERROR "))
          .forEach(line -> lines.put(line.replaceFirst("^[^\\]]*\\]", ""), line));
    }
    List<String> balancer = loadBalancer.log().lines().toList();
    return Stream.concat(
            lines.values().stream(),
            balancer.stream().skip(Math.max(0, balancer.size() - BALANCER_LINES)))
        .toList();
  }

  @Override
  public void close() throws IOException {
    loadBalancer.close();
    gateways.values().forEach(Gateway::close);
    modules.close();
    store.close();
    postgres.close();
  }
}
