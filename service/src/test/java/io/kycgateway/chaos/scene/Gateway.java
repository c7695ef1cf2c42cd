package io.kycgateway.chaos.scene;

import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.RedisProcess;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packaged gateway, a process that can end and come back on its ports. */
public final class Gateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path folder;
  private final Map<String, String> environment;
  private List<String> command;
  private final int port = RedisProcess.freePort();
  private final int adminPort = RedisProcess.freePort();
  private TestProcess process;

  /**
   * A gateway that is yet to be started.
   *
   * @param folder for its output
   * @param environment all of its settings but its ports
   * @param command what {@link #start} runs
   */
  public Gateway(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    this.folder = folder;
    this.environment = new HashMap<>(environment);
    this.environment.putAll(Map.of("KYC_PORT", "" + port, "KYC_ADMIN_PORT", "" + adminPort));
    this.command = command;
  }

  /**
   * Starts one of a setting and waits until it is ready.
   *
   * @param folder for its secrets and output
   */
  public static Gateway started(
      Path folder, Setting setting, Form form, Modules modules, Store store) throws IOException {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.putAll(modules.environment());
    environment.putAll(
        Map.of(
            "KYC_SIMULATOR", "false",
            "KYC_WARM_UP", "500",
            "KYC_SHUTDOWN_WAIT", "1s",
            "KYC_RATE_LIMITS", "true",
            "KYC_STORE_URL", store.url()));
    List<String> options = new ArrayList<>(form.options());
    // Limits that are asked for every request, in the store, and that no request reaches.
    // Full soon: what it keeps of them is no leak.
    options.add("-Ddw.idempotency.maxMemory=1MiB");
    options.add("-Ddw.rateLimits.ip=9000000/1m");
    options.add("-Ddw.rateLimits.device=9000000/1m");
    options.add("-Ddw.rateLimits.session=9000000/1m");
    options.add("-Djdk.net.hosts.file=" + modules.hosts());
    Path security = folder.resolve("security.properties");
    Files.writeString(
        security, "networkaddress.cache.ttl=0\nnetworkaddress.cache.negative.ttl=0\n");
    options.add("-Djava.security.properties=" + security);
    options.addAll(setting.options());
    List<String> command = new ArrayList<>(List.of("bash", "-c", setting.script(), "bash"));
    command.addAll(TestProcess.java("kyc.jar", options, "server", TestGateway.CONFIG.toString()));
    Gateway gateway = new Gateway(folder, environment, command);
    gateway.start();
    return gateway;
  }

  /** From the next {@link #start} on it is another release. */
  public void become(List<String> otherCommand) {
    command = otherCommand;
  }

  /** Starts it, also again, and waits until it is ready. */
  public void start() throws IOException {
    process = TestProcess.start(folder, environment, command);
    await("the gateway's readiness")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(this::isReady);
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new AssertionError("it ended: " + process.output() + process.errors());
    }
    try {
      return RawHttp.ask(url(), "GET", "/health?type=ready", null).status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Waits for its end after a signal. */
  public int exitCode() throws InterruptedException {
    return process.exitCode();
  }

  /** Sends it SIGTERM. */
  public void terminate() {
    process.terminate();
  }

  /** Sends it SIGKILL and waits for its end. */
  public void kill() {
    process.close();
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Where its application connector listens. */
  public int port() {
    return port;
  }

  /** Its API, without the load balancer. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The file of API keys. */
  public Path keysFile() {
    return folder.resolve("keys.json");
  }

  /** The file of the metrics password. */
  public Path passwordFile() {
    return folder.resolve("password");
  }

  /** The status of a scrape with that password. */
  public int scrapeStatus(String password) {
    return ask(password).status();
  }

  /**
   * Scrapes in the text format.
   *
   * @throws IllegalStateException if the scrape was refused
   */
  public Scrape scrape() {
    RawHttp.Answer answer = ask(ProcessSettings.PASSWORD);
    if (answer.status() != 200) {
      throw new IllegalStateException("scrape: " + answer.status());
    }
    return Scrape.parse(answer.body());
  }

  /** Collects its garbage: a full collection. */
  public void collect() {
    int status = ask("POST", "/tasks/gc", ProcessSettings.PASSWORD).status();
    if (status != 200) {
      throw new IllegalStateException("collection: " + status);
    }
  }

  private RawHttp.Answer ask(String password) {
    return ask("GET", "/metrics", password);
  }

  private RawHttp.Answer ask(String method, String path, String password) {
    return RawHttp.ask(
        URI.create("http://127.0.0.1:" + adminPort),
        method,
        path,
        TestGateway.basic(TestGateway.USERNAME, password));
  }

  /** All that it wrote since it was started. */
  public String output() {
    return process.output() + process.errors();
  }

  /** The end of what it wrote. */
  public String log() {
    String all = output();
    return all.substring(Math.max(0, all.length() - 4_000));
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
