package io.kycgateway;

import com.codahale.metrics.Clock;
import io.dropwizard.core.Application;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.jdbi3.JdbiFactory;
import io.dropwizard.lifecycle.Managed;
import io.kycgateway.address.TrustedProxies;
import io.kycgateway.admin.AdminConnector;
import io.kycgateway.api.ApiConnector;
import io.kycgateway.api.history.HistoryResource;
import io.kycgateway.api.openapi.OpenApiResource;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.command.ApiKeyCommand;
import io.kycgateway.command.DatabaseCommand;
import io.kycgateway.command.GatewayCheckCommand;
import io.kycgateway.command.GatewayServerCommand;
import io.kycgateway.command.SimulateCommand;
import io.kycgateway.common.VirtualThreads;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.config.Secrets;
import io.kycgateway.connectors.Connectors;
import io.kycgateway.connectors.DescriptorBudget;
import io.kycgateway.engine.EngineConfiguration;
import io.kycgateway.engine.VerificationEngine;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.health.AdmissionHealthCheck;
import io.kycgateway.history.History;
import io.kycgateway.history.database.Database;
import io.kycgateway.idempotency.IdempotencyService;
import io.kycgateway.json.JsonBuffers;
import io.kycgateway.metrics.BuildMetrics;
import io.kycgateway.metrics.Exemplars;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.ratelimit.AuthFailureLimiter;
import io.kycgateway.ratelimit.RateLimiter;
import io.kycgateway.secrets.SecretWatch;
import io.kycgateway.startup.BuildInfo;
import io.kycgateway.startup.EnvironmentSubstitution;
import io.kycgateway.startup.StartupException;
import io.kycgateway.store.SharedStore;
import io.kycgateway.tracing.Tracing;
import io.kycgateway.warmup.WarmUp;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway process. All of its wiring is here, to be read from top to bottom. */
public final class GatewayApplication extends Application<GatewayConfiguration> {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayApplication.class);

  /** Runs a command; see {@code --help}. */
  public static void main(String[] args) throws Exception {
    new GatewayApplication().run(args);
  }

  @Override
  public String getName() {
    return "kyc-gateway";
  }

  @Override
  public void initialize(Bootstrap<GatewayConfiguration> bootstrap) {
    EnvironmentSubstitution.install(bootstrap);
    bootstrap.addCommand(new SimulateCommand());
    bootstrap.addCommand(new ApiKeyCommand());
    bootstrap.addCommand(new DatabaseCommand());
  }

  @Override
  protected void addDefaultCommands(Bootstrap<GatewayConfiguration> bootstrap) {
    bootstrap.addCommand(new GatewayServerCommand(this));
    bootstrap.addCommand(new GatewayCheckCommand(this));
  }

  @Override
  public void run(GatewayConfiguration configuration, Environment environment) throws Exception {
    BuildInfo build = BuildInfo.load();
    LOG.info("{} {} ({})", getName(), build.version(), build.revision());

    configuration
        .renamedSections()
        .forEach(
            (old, present) ->
                LOG.warn(
                    "configuration section {} is deprecated and will not be read by the next"
                        + " release: rename it to {}",
                    old,
                    present));
    environment.getObjectMapper().getFactory().setRecyclerPool(JsonBuffers.POOL);

    // Secrets first: nothing else starts without them.
    Secrets secrets = Secrets.open(configuration);
    environment.lifecycle().manage(stopping(SecretWatch.start(secrets.files())));

    ScrapeRegistry prometheus = new ScrapeRegistry();
    MetricRecorder families =
        new MetricRecorder(
            Catalogue.GATEWAY,
            environment.metrics(),
            prometheus,
            configuration.prometheus().nativeHistograms());
    Exposition.connect(environment.metrics(), families, prometheus);
    Exemplars.install();

    Tracing tracing = Tracing.start(configuration.tracing(), getName(), build.version());
    // Managed early, so that it is stopped late: after every span has ended.
    environment.lifecycle().manage(stopping(tracing));

    EngineConfiguration engine = configuration.engine();
    int maxConcurrent = engine.pipeline().maxConcurrent();
    DescriptorBudget descriptors =
        DescriptorBudget.ofThisProcess(maxConcurrent, engine.isSimulated());
    descriptors.shortage(maxConcurrent).ifPresent(LOG::warn);
    VerificationEngine verifications =
        VerificationEngine.start(
            engine.atMost(descriptors.verifications(), descriptors.connectionsToModule()),
            environment.metrics(),
            families);
    LOG.info("module calls run on {}", verifications.threads());
    environment.lifecycle().manage(stopping(verifications));
    environment
        .lifecycle()
        .addEventListener(
            new LifeCycle.Listener() {
              @Override
              public void lifeCycleStopping(LifeCycle server) {
                verifications.pipeline().close();
              }
            });

    Optional<SharedStore> store = SharedStore.of(configuration.store(), secrets.storePassword());
    store.ifPresent(shared -> environment.lifecycle().manage(stopping(shared)));
    store.ifPresent(SharedStore::start);

    RateLimiter limiter =
        RateLimiter.create(configuration.rateLimits(), store, secrets.keyedHash(), families);
    Optional<History> history = history(configuration, secrets, environment, limiter, families);

    BuildMetrics.record(families, build.version(), build.revision());

    environment
        .healthChecks()
        .register("admission", new AdmissionHealthCheck(verifications.pipeline()));

    configureServer(configuration);
    Connectors.protect(environment, configuration.slowRequests(), descriptors);
    AuthFailureLimiter authFailures = AuthFailureLimiter.create(configuration.authFailures());
    AdminConnector.configure(
        environment.admin(), secrets.metricsAuthenticator(), authFailures, prometheus, families);
    ApiConnector.configure(
        environment,
        configuration.api(),
        verifications.areSimulated(),
        TrustedProxies.of(configuration.clientAddress()),
        // On the threads that select connections, which a file system that hangs must not hold up.
        key -> secrets.apiKeys().inForce().find(key),
        authFailures,
        limiter,
        verifications.uris(),
        verifications.pipeline(),
        IdempotencyService.create(
            configuration.idempotency(),
            store,
            longestVerification(configuration),
            families,
            Clock.defaultClock()),
        history,
        families,
        tracing.tracer(),
        /* logsRequests= */ true);
    environment.jersey().register(OpenApiResource.load());
    environment.lifecycle().addServerLifecycleListener(GatewayApplication::logPorts);
    WarmUp.run(configuration.warmUp());
  }

  private static Optional<History> history(
      GatewayConfiguration configuration,
      Secrets secrets,
      Environment environment,
      RateLimiter limiter,
      MetricRecorder families)
      throws StartupException {
    if (secrets.historyKeys().isEmpty()) {
      return Optional.empty();
    }
    Database database = Database.open(configuration.history(), secrets.databasePassword());
    DataSourceFactory settings = database.poolSettings();
    Jdbi jdbi =
        new JdbiFactory()
            .build(
                environment, settings, database.pool(settings, environment.metrics()), "history");
    History history =
        History.start(
            configuration.history(),
            database,
            database.table(jdbi),
            secrets.historyKeys().get()::current,
            families,
            Clock.defaultClock());
    // Stopped in reverse: the history while its database is still shared.
    environment.lifecycle().manage(stopping(database));
    environment.lifecycle().manage(stopping(history));
    environment
        .jersey()
        .register(new HistoryResource(history, limiter, environment.getObjectMapper()));
    return Optional.of(history);
  }

  private static Duration longestVerification(GatewayConfiguration configuration) {
    Duration deadline = configuration.engine().pipeline().deadline().toJavaDuration();
    return configuration.history().isConfigured()
        ? deadline.plus(configuration.history().commitTimeout().toJavaDuration())
        : deadline;
  }

  private static void logPorts(Server server) {
    for (Connector connector : server.getConnectors()) {
      if (connector instanceof NetworkConnector network) {
        LOG.info("{} connector: port {}", connector.getName(), network.getLocalPort());
      }
    }
  }

  private static void configureServer(GatewayConfiguration configuration) throws StartupException {
    if (!(configuration.getServerFactory() instanceof AbstractServerFactory server)) {
      throw new StartupException("server: must be of type default or simple");
    }
    Connectors.configure(server, VirtualThreads.areAvailable());
  }

  private static Managed stopping(AutoCloseable closeable) {
    return new Managed() {
      @Override
      public void stop() throws Exception {
        closeable.close();
      }
    };
  }
}
