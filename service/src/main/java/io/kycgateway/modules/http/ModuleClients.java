package io.kycgateway.modules.http;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import com.codahale.metrics.httpclient5.HttpClientMetricNameStrategies;
import com.codahale.metrics.httpclient5.HttpClientMetricNameStrategy;
import com.codahale.metrics.httpclient5.InstrumentedHttpClientConnectionManager;
import io.dropwizard.client.HttpClientBuilder;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.ServerUrl;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.modules.Circuit;
import io.kycgateway.modules.CircuitBreakingModuleClient;
import io.kycgateway.modules.CircuitConfiguration;
import io.kycgateway.modules.MeteredModuleClient;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.ModuleMetrics;
import io.kycgateway.modules.RetryingModuleClient;
import io.kycgateway.verification.ModuleName;
import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/** The clients of all modules, each with an HTTP connection pool of its own. */
public final class ModuleClients implements Closeable {
  // A connection holds two buffers, for reading and for writing, while it is idle, too. There is
  // room for a head and a body with references; larger bodies go past them.
  static final int BUFFER_BYTES = 2 * 1024;

  private static final Http1Config HTTP = Http1Config.custom().setBufferSize(BUFFER_BYTES).build();

  private final EnumTable<ModuleName, CloseableHttpClient> pools;
  private final EnumTable<ModuleName, ModuleClient> clients;

  private ModuleClients(
      EnumTable<ModuleName, CloseableHttpClient> pools,
      EnumTable<ModuleName, ModuleClient> clients) {
    this.pools = pools;
    this.clients = clients;
  }

  /**
   * Builds a client for each module. The order of decorators, outermost first: breaker, retrying,
   * metered, HTTP.
   *
   * @param urls of the modules
   * @param clock its ticks measure how long a circuit stays open
   */
  public static ModuleClients create(
      EnumTable<ModuleName, ModuleConfiguration> modules,
      EnumTable<ModuleName, ServerUrl> urls,
      ModuleHttpConfiguration http,
      MetricRegistry dropwizard,
      MetricRecorder recorder,
      Clock clock) {
    EnumTable<ModuleName, ModuleMetrics> metrics =
        EnumTable.of(ModuleName.class, module -> ModuleMetrics.of(recorder, module));
    EnumTable<ModuleName, CloseableHttpClient> pools =
        EnumTable.of(
            ModuleName.class,
            module -> pool(module, http, dropwizard, metrics.get(module).retries()));
    int maxResponse = Math.toIntExact(http.getMaxResponseSize().toBytes());
    EnumTable<ModuleName, ModuleClient> clients =
        EnumTable.of(
            ModuleName.class,
            module -> {
              ModuleClient client =
                  new HttpModuleClient(module, urls.get(module), pools.get(module), maxResponse);
              client = new MeteredModuleClient(client, metrics.get(module));
              client = new RetryingModuleClient(client, modules.get(module).retries());
              return withCircuit(client, module, modules.get(module).circuit(), recorder, clock);
            });
    return new ModuleClients(pools, clients);
  }

  private static ModuleClient withCircuit(
      ModuleClient client,
      ModuleName module,
      CircuitConfiguration configuration,
      MetricRecorder recorder,
      Clock clock) {
    if (!configuration.enabled()) {
      ModuleMetrics.circuitState(recorder, module, () -> 0);
      return client;
    }
    Circuit circuit = new Circuit(module, configuration, clock);
    ModuleMetrics.circuitState(recorder, module, circuit::state);
    return new CircuitBreakingModuleClient(client, circuit);
  }

  private static CloseableHttpClient pool(
      ModuleName module, ModuleHttpConfiguration http, MetricRegistry dropwizard, Counter retries) {
    String timer =
        HttpClientMetricNameStrategies.METHOD_ONLY.getNameFor(module.wireName(), new HttpPost("/"));
    // The client creates its timer with its first request, too late for the first scrape.
    Timer unused = dropwizard.timer(timer);
    // All calls have one method, so the name is computed once.
    HttpClientMetricNameStrategy sameName = (name, request) -> timer;
    return new LeanHttpClientBuilder(dropwizard, http, retries)
        .using(sameName)
        .build(module.wireName());
  }

  /** Each module's client. */
  public EnumTable<ModuleName, ModuleClient> clients() {
    return clients;
  }

  @Override
  public void close() throws IOException {
    for (ModuleName module : ModuleName.values()) {
      pools.get(module).close();
    }
  }

  /** Dropwizard's instrumented client without the features that module calls do not use. */
  private static final class LeanHttpClientBuilder extends HttpClientBuilder {
    private final MetricRegistry dropwizard;
    private final Counter retries;
    private final TimeValue timeToLive;
    private @Nullable InstrumentedHttpClientConnectionManager connections;

    LeanHttpClientBuilder(
        MetricRegistry dropwizard, ModuleHttpConfiguration http, Counter retries) {
      super(dropwizard);
      this.dropwizard = dropwizard;
      this.retries = retries;
      this.timeToLive = TimeValue.ofMilliseconds(http.getTimeToLive().toMilliseconds());
      using(http);
      disableContentCompression(true);
    }

    // Dropwizard's API uses the deprecated type.
    @SuppressWarnings("deprecation")
    @Override
    protected InstrumentedHttpClientConnectionManager createConnectionManager(
        Registry<ConnectionSocketFactory> registry, String name) {
      InstrumentedHttpClientConnectionManager manager =
          configureConnectionManager(
              InstrumentedHttpClientConnectionManager.builder(dropwizard)
                  .socketFactoryRegistry(registry)
                  .connFactory(UnsolicitedResponseGuard.factory(HTTP))
                  .timeToLive(timeToLive)
                  .name(name)
                  .build());
      connections = manager;
      return manager;
    }

    @Override
    protected org.apache.hc.client5.http.impl.classic.HttpClientBuilder customizeBuilder(
        org.apache.hc.client5.http.impl.classic.HttpClientBuilder builder) {
      StaleConnectionRetry staleConnections =
          new StaleConnectionRetry(
              Objects.requireNonNull(connections, "the manager comes first"), retries);
      return builder
          .addExecInterceptorFirst("stale-connections", staleConnections)
          .disableRedirectHandling()
          .disableAutomaticRetries()
          .disableCookieManagement()
          .disableConnectionState()
          .disableAuthCaching()
          .setUserAgent("kyc-gateway");
    }
  }
}
