package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Timer;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.testing.ConfigOverride;
import io.dropwizard.testing.DropwizardTestSupport;
import io.kycgateway.GatewayApplication;
import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.connectors.Connectors;
import io.kycgateway.testing.contract.ClientChecks;
import io.kycgateway.testing.contract.Contract;
import io.kycgateway.testing.contract.ExchangeRecorder;
import io.kycgateway.testing.contract.OpenApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole gateway in this JVM, on free ports, with the project's own config.yml, simulated modules
 * without delay, secrets of its own, and all the time that a busy machine takes.
 */
public final class TestGateway implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  public static final String API_KEY = "kyc_test-key-of-nobody";
  public static final String USERNAME = "prometheus";
  public static final String PASSWORD = "a password with: colon and ünïcode";

  /** The project's own configuration: tests run in the module's folder. */
  public static final Path CONFIG = Path.of("..", "config.yml");

  private final Path config;
  private final Settings overrides;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExchangeRecorder exchanges;
  private DropwizardTestSupport<GatewayConfiguration> support;
  private Path secrets;
  private URI application;

  /** Settings of config.yml to replace, made when the gateway starts. */
  @FunctionalInterface
  public interface Settings {
    Map<String, String> make() throws Exception;
  }

  private TestGateway(Path config, Settings overrides, OpenApiDocument contract) {
    this.config = config;
    this.overrides = overrides;
    this.exchanges = new ExchangeRecorder(new Contract(contract));
  }

  private TestGateway launch() throws Exception {
    secrets = Files.createTempDirectory("kyc-test");
    Path keys = secrets.resolve("keys.json");
    Path password = secrets.resolve("password");
    Files.writeString(keys, "{\"tester\":{\"sha256\":\"" + ApiKeys.digest(API_KEY) + "\"}}");
    Files.writeString(password, PASSWORD + "\n");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.putAll(Patience.settings());
    settings.put("server.applicationConnectors[0].port", "0");
    settings.put("server.adminConnectors[0].port", "0");
    settings.put("api.keysFile", keys.toString());
    settings.put("adminAccess.passwordFile", password.toString());
    // All tests come from one address; those of the limits turn them on.
    settings.put("rateLimits.enabled", "false");
    settings.put("authFailures.perMinute", "0");
    settings.put("simulator.enabled", "true");
    settings.put("warmUp.verifications", "0");
    settings.put("simulator.attackRatio", "0");
    for (String module : ModuleNames.all()) {
      settings.put("simulator.modules." + module + ".median", "0ms");
      settings.put("simulator.modules." + module + ".p95", "0ms");
    }
    // It would hold up the end of this JVM.
    settings.put("health.delayedShutdownHandlerEnabled", "false");
    settings.put("logging.level", "WARN");
    settings.putAll(overrides.make());
    List<ConfigOverride> configOverrides = new ArrayList<>();
    settings.forEach((key, value) -> configOverrides.add(ConfigOverride.config(key, value)));
    support =
        new DropwizardTestSupport<>(
            GatewayApplication.class,
            config.toString(),
            configOverrides.toArray(ConfigOverride[]::new));
    support.addListener(
        new DropwizardTestSupport.ServiceListener<GatewayConfiguration>() {
          @Override
          public void onRun(
              GatewayConfiguration configuration,
              Environment environment,
              DropwizardTestSupport<GatewayConfiguration> rule) {
            Connectors.beforeStart(environment, TestGateway.this::record);
          }
        });
    support.before();
    application = url();
    ClientChecks.begin(application);
    return this;
  }

  /** An extension: one gateway for all tests of a class. */
  public static TestGateway forClass() {
    return forClass(Map::of);
  }

  /** An extension: one gateway for all tests of a class, with some settings replaced. */
  public static TestGateway forClass(Settings overrides) {
    return new TestGateway(CONFIG, overrides, OpenApiDocument.load());
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    TestGateway unused = launch();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  /** Starts a gateway. */
  public static TestGateway start() throws Exception {
    return start(CONFIG, Map.of());
  }

  /** Starts a gateway with some settings of config.yml replaced. */
  public static TestGateway start(Map<String, String> overrides) throws Exception {
    return start(CONFIG, overrides);
  }

  /** Starts a gateway with another configuration than the project's own. */
  public static TestGateway start(Path config, Map<String, String> overrides) throws Exception {
    return new TestGateway(config, () -> overrides, OpenApiDocument.load()).launch();
  }

  /** Starts a gateway that is held against another document than the project's own. */
  public static TestGateway start(OpenApiDocument contract) throws Exception {
    return new TestGateway(CONFIG, Map::of, contract).launch();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + support.getLocalPort());
  }

  public URI adminUrl() {
    return URI.create("http://127.0.0.1:" + support.getAdminPort());
  }

  /** The file of the metrics password, to change it. */
  public Path passwordFile() {
    return secrets.resolve("password");
  }

  /** The file of API keys, to change it. */
  public Path keysFile() {
    return secrets.resolve("keys.json");
  }

  /** Asks for a verification. */
  public HttpResponse<String> verify(String body) {
    return send(verification(body).build());
  }

  /** A request for a verification, to be changed. */
  public HttpRequest.Builder verification(String body) {
    return HttpRequest.newBuilder(url().resolve("/v1/verifications"))
        .header("Authorization", "Bearer " + API_KEY)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  /** How many requests to the application connector have been answered by a servlet so far. */
  public long servletRequests() {
    return support
        .getEnvironment()
        .metrics()
        .getTimers((name, metric) -> name.endsWith("ServletContextHandler.dispatches"))
        .values()
        .stream()
        .mapToLong(Timer::getCount)
        .sum();
  }

  /** Scrapes in the text format. */
  public Scrape scrape() {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(adminUrl().resolve("/metrics"))
                .header("Authorization", basic(USERNAME, PASSWORD))
                .build());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("scrape: " + response.statusCode());
    }
    return Scrape.parse(response.body());
  }

  /** Sends a request of any kind. */
  public HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static String basic(String username, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private void record(Server server) {
    for (Connector connector : server.getConnectors()) {
      if (connector.getName().equals("application")) {
        for (HttpConfiguration.ConnectionFactory factory :
            ((AbstractConnector) connector)
                .getContainedBeans(HttpConfiguration.ConnectionFactory.class)) {
          factory.getHttpConfiguration().addCustomizer(exchanges);
        }
      }
    }
  }

  /** How many exchanges of the application connector were held against the contract so far. */
  public long exchangesHeld() {
    return exchanges.exchanges();
  }

  /** Stops it; fails if one of its exchanges was outside of the contract. */
  @Override
  public void close() {
    if (application != null) {
      ClientChecks.end(application);
    }
    support.after();
    assertThat(exchanges.violations()).as("outside of docs/openapi.yaml").isEmpty();
  }
}
