package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.kycgateway.admin.AdminConfiguration;
import io.kycgateway.api.ApiConfiguration;
import io.kycgateway.connectors.SlowRequestConfiguration;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleHttpConfiguration;
import io.kycgateway.pipeline.ModuleGraph;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.ratelimit.AuthFailureConfiguration;
import io.kycgateway.simulator.SimulatorConfiguration;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.warmup.WarmUpConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The project's own config.yml: it loads, and its comments tell the truth. */
class ConfigFileTest {
  private static final Pattern SECTION = Pattern.compile("(\\w+):");
  private static final Pattern KEY = Pattern.compile("  (\\w+): ?(.*)");
  private static final Pattern COMMENT = Pattern.compile("  # (.*)");
  private static final Pattern DOCUMENTED_DEFAULT = Pattern.compile(".* Default: (\\S+)\\.");

  @Test
  void file_withoutAnyEnvironment_loadsWithSafeDefaults() throws Exception {
    GatewayConfiguration config = ConfigurationFiles.config(Map.of());

    assertThat(config.engine().pipeline()).isEqualTo(PipelineConfiguration.defaults());
    assertThat(config.engine().simulator().enabled()).isFalse();
    assertThat(config.prometheus().nativeHistograms()).isFalse();
    assertThat(config.adminAccess()).isEqualTo(new AdminConfiguration("prometheus", ""));
    assertThat(config.api().keysFile()).as("no default secret").isEmpty();
    assertThat(config.engine().modules().values()).allSatisfy(m -> assertThat(m.url()).isEmpty());
    assertThat(config.getHealthFactory()).isPresent();
  }

  @Test
  void connectors_idleTimeout_isLongerThanThatOfLoadBalancers() throws Exception {
    DefaultServerFactory server =
        (DefaultServerFactory) ConfigurationFiles.config(Map.of()).getServerFactory();
    List<Duration> timeouts = new ArrayList<>();
    for (ConnectorFactory connector : server.getApplicationConnectors()) {
      timeouts.add(((HttpConnectorFactory) connector).getIdleTimeout());
    }
    Matcher guide =
        Pattern.compile("idleTimeout: (\\w+)")
            .matcher(Files.readString(Path.of("..", "docs", "tls.md")));
    while (guide.find()) {
      timeouts.add(Duration.parse(guide.group(1)));
    }

    // Theirs is 60 s by default. With a shorter one here they reuse connections that are closed.
    assertThat(timeouts).hasSize(2).allMatch(timeout -> timeout.toSeconds() > 60);
  }

  @Test
  void file_modules_areTheDefaultGraph() throws Exception {
    Map<String, ModuleConfiguration> modules =
        ConfigurationFiles.config(Map.of()).engine().modules();

    assertThat(ModuleGraph.of(modules)).isNotNull();
    Map<String, Duration> timeouts = new LinkedHashMap<>();
    modules.forEach((name, module) -> timeouts.put(name, module.timeout()));
    assertThat(timeouts)
        .isEqualTo(
            Map.of(
                "liveness", Duration.seconds(2),
                "ocr", Duration.seconds(2),
                "face_match", Duration.seconds(2),
                "antifraud", Duration.seconds(1),
                "decision", Duration.seconds(1)));
    modules.forEach(
        (name, module) -> {
          assertThat(module.required()).as(name).isEqualTo(!name.equals("antifraud"));
          assertThat(module.retries()).as(name).isEqualTo(1);
        });
    assertThat(modules.get("antifraud").after()).containsExactly("liveness", "ocr", "face_match");
  }

  @Test
  void file_environmentVariables_areTaken() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (ModuleName module : ModuleName.values()) {
      environment.put("KYC_" + module.name() + "_URL", "http://" + module);
    }
    environment.put("METRICS_USERNAME", "scraper");
    environment.put("METRICS_PASSWORD_FILE", "/password");
    environment.put("API_KEYS_FILE", "/keys");
    environment.put("KYC_SIMULATOR", "true");

    GatewayConfiguration config = ConfigurationFiles.config(environment);

    config
        .engine()
        .modules()
        .forEach(
            (name, module) -> assertThat(module.url()).isEqualToIgnoringCase("http://" + name));
    assertThat(config.adminAccess()).isEqualTo(new AdminConfiguration("scraper", "/password"));
    assertThat(config.api().keysFile()).isEqualTo("/keys");
    assertThat(config.engine().simulator().enabled()).isTrue();
  }

  @Test
  void comments_ofOurKeys_sayTheCodesDefaults() throws IOException {
    PipelineConfiguration pipeline = PipelineConfiguration.defaults();
    ModuleHttpConfiguration http = new ModuleHttpConfiguration();
    SimulatorConfiguration simulator =
        new SimulatorConfiguration(true, null, null, null, null, null, null);
    Map<String, Object> defaults = new HashMap<>();
    defaults.put("pipeline.deadline", pipeline.deadline());
    defaults.put("pipeline.minConcurrent", pipeline.minConcurrent());
    defaults.put("pipeline.maxConcurrent", pipeline.maxConcurrent());
    defaults.put("pipeline.capDegraded", pipeline.capDegraded());
    WarmUpConfiguration warmUp = new WarmUpConfiguration((Integer) null, null, null);
    defaults.put("warmUp.verifications", warmUp.verifications());
    defaults.put("warmUp.atMost", warmUp.atMost());
    defaults.put("warmUp.compilerNice", warmUp.compilerNice());
    defaults.put("moduleHttp.maxResponseSize", http.getMaxResponseSize());
    defaults.put("moduleHttp.connectionTimeout", http.getConnectionTimeout());
    defaults.put("moduleHttp.timeout", http.getTimeout());
    defaults.put("moduleHttp.keepAlive", http.getKeepAlive());
    defaults.put("moduleHttp.timeToLive", http.getTimeToLive());
    defaults.put("moduleHttp.maxConnections", http.getMaxConnections());
    defaults.put("api.maxRequestSize", ApiConfiguration.defaults().maxRequestSize());
    defaults.put("api.bodyHeapShare", ApiConfiguration.defaults().bodyHeapShare());
    defaults.put("adminAccess.username", new AdminConfiguration(null, null).username());
    defaults.put(
        "authFailures.perMinute", new AuthFailureConfiguration((Integer) null, null).perMinute());
    defaults.put(
        "authFailures.maxAddresses",
        new AuthFailureConfiguration((Integer) null, null).maxAddresses());
    defaults.put("slowRequests.grace", new SlowRequestConfiguration(null, null).grace());
    defaults.put(
        "slowRequests.minimumRate", new SlowRequestConfiguration(null, null).minimumRate());
    defaults.put("prometheus.nativeHistograms", false);
    defaults.put("simulator.enabled", new GatewayConfiguration().engine().simulator().enabled());
    defaults.put("simulator.bindHost", simulator.bindHost());
    defaults.put("simulator.port", simulator.port());
    defaults.put("simulator.seed", simulator.seed());
    defaults.put("simulator.attackRatio", (int) simulator.attackRatio());

    Map<String, String> comments = comments();

    defaults.forEach(
        (key, value) -> {
          assertThat(comments).containsKey(key);
          Matcher documented = DOCUMENTED_DEFAULT.matcher(comments.get(key));
          assertThat(documented.matches())
              .as("the comment of %s ends with a default", key)
              .isTrue();
          assertThat(parse(documented.group(1), value)).as(key).isEqualTo(value);
        });
  }

  @Test
  void keys_inTheFile_allHaveAComment() throws IOException {
    Map<String, String> comments = comments();

    for (String section :
        new String[] {
          "pipeline", "api", "adminAccess", "authFailures", "slowRequests", "prometheus"
        }) {
      assertThat(comments.entrySet())
          .filteredOn(entry -> entry.getKey().startsWith(section + "."))
          .isNotEmpty()
          .allSatisfy(entry -> assertThat(entry.getValue()).isNotBlank());
    }
  }

  private static Object parse(String text, Object like) {
    if (like instanceof Duration) {
      return Duration.parse(text);
    }
    if (like instanceof DataSize) {
      return DataSize.parse(text);
    }
    if (like instanceof Integer) {
      return Integer.valueOf(text);
    }
    if (like instanceof Double) {
      return Double.valueOf(text);
    }
    if (like instanceof Long) {
      return Long.valueOf(text);
    }
    return like instanceof Boolean ? (Object) Boolean.valueOf(text) : text;
  }

  /** The comment above each key of a section. */
  private static Map<String, String> comments() throws IOException {
    Map<String, String> comments = new HashMap<>();
    String section = "";
    StringBuilder comment = new StringBuilder();
    for (String line : Files.readAllLines(ConfigurationFiles.CONFIG)) {
      Matcher key = KEY.matcher(line);
      Matcher text = COMMENT.matcher(line);
      Matcher start = SECTION.matcher(line);
      if (text.matches()) {
        comment.append(text.group(1)).append(' ');
      } else if (key.matches()) {
        comments.put(section + "." + key.group(1), comment.toString().strip());
        comment.setLength(0);
      } else if (start.matches()) {
        section = start.group(1);
        comment.setLength(0);
      }
    }
    return comments;
  }
}
