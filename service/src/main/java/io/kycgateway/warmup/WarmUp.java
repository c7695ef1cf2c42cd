package io.kycgateway.warmup;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.dropwizard.util.Duration;
import io.kycgateway.address.AddressConfiguration;
import io.kycgateway.address.TrustedProxies;
import io.kycgateway.api.ApiConfiguration;
import io.kycgateway.api.ApiConnector;
import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.common.VirtualThreads;
import io.kycgateway.connectors.Connectors;
import io.kycgateway.engine.EngineConfiguration;
import io.kycgateway.engine.VerificationEngine;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.idempotency.IdempotencyConfiguration;
import io.kycgateway.idempotency.IdempotencyService;
import io.kycgateway.json.JsonBuffers;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleHttpConfiguration;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.ratelimit.AuthFailureConfiguration;
import io.kycgateway.ratelimit.AuthFailureLimiter;
import io.kycgateway.ratelimit.RateLimitConfiguration;
import io.kycgateway.ratelimit.RateLimiter;
import io.kycgateway.secrets.KeyedHash;
import io.kycgateway.simulator.Simulator;
import io.kycgateway.simulator.SimulatorConfiguration;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Tracer;
import io.kycgateway.verification.UriRule;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs synthetic verifications over real sockets on the loopback address, through a gateway with
 * modules and metrics of its own that exists only for that. Nothing of it is seen in the metrics,
 * and afterwards the code of the real gateway is loaded and compiled.
 */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int CONNECTIONS = 8;

  /** The share of the time for refusals: one in this many. */
  private static final int REFUSING = 5;

  /** More of them for refusals, which are held for a moment each. */
  private static final int REFUSED_CONNECTIONS = 64;

  private static final Duration LONG = Duration.minutes(1);

  private record Done(int verifications, int refusals) {}

  private WarmUp() {}

  /** Warms this process; a failure is logged and changes nothing. */
  public static void run(WarmUpConfiguration configuration) {
    if (configuration.verifications() == 0) {
      return;
    }
    try {
      tryToWarm(configuration);
      if (configuration.compilerNice() != 0) {
        CompilerThreads.renice(configuration.compilerNice());
      }
    } catch (IOException e) {
      LOG.info("the JVM's compiler may keep its priority: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tryToWarm(WarmUpConfiguration configuration) throws InterruptedException {
    long start = System.nanoTime();
    try {
      Done done = warm(configuration);
      LOG.info(
          "warm after {} synthetic verifications and {} refusals in {} ms",
          done.verifications(),
          done.refusals(),
          (System.nanoTime() - start) / 1_000_000);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.warn("the warm-up failed; the first requests will be slow: {}", e.toString());
    }
  }

  private static Done warm(WarmUpConfiguration configuration) throws Exception {
    MetricRegistry dropwizard = new MetricRegistry();
    ScrapeRegistry prometheus = new ScrapeRegistry();
    MetricRecorder families =
        new MetricRecorder(
            Catalogue.GATEWAY, dropwizard, prometheus, /* nativeHistograms= */ false);
    Exposition.connect(dropwizard, families, prometheus);
    Simulator modules =
        Simulator.start(new SimulatorConfiguration(true, LOOPBACK, 0, null, null, null, null));
    try (VerificationEngine engine =
        VerificationEngine.start(engine(modules), dropwizard, families)) {
      String key = UUID.randomUUID().toString();
      Server server = server(dropwizard, families, engine, key);
      server.start();
      try {
        long atMost = configuration.atMost().toNanoseconds();
        long refusing = atMost / REFUSING;
        int answered =
            SyntheticLoad.run(
                port(server),
                key,
                HttpURLConnection.HTTP_OK,
                CONNECTIONS,
                configuration.verifications(),
                atMost - refusing);
        // A process that starts under load refuses more than it admits: the same response, but here
        // after the body.
        engine.pipeline().close();
        int refused =
            SyntheticLoad.run(
                port(server),
                key,
                HttpURLConnection.HTTP_UNAVAILABLE,
                REFUSED_CONNECTIONS,
                configuration.verifications(),
                refusing);
        return new Done(answered, refused);
      } finally {
        server.stop();
      }
    } finally {
      modules.stop();
    }
  }

  private static EngineConfiguration engine(Simulator modules) {
    Map<String, ModuleConfiguration> graph = new LinkedHashMap<>();
    for (ModuleName module : ModuleName.values()) {
      List<String> after =
          switch (module) {
            case ANTIFRAUD -> List.of("liveness", "ocr", "face_match");
            case DECISION -> List.of("antifraud");
            default -> List.of();
          };
      graph.put(
          module.wireName(),
          new ModuleConfiguration(
              modules.url(module).uri().toString(), LONG, after, true, null, null));
    }
    return new EngineConfiguration(
        PipelineConfiguration.defaults().withFixedLimit(CONNECTIONS),
        graph,
        new ModuleHttpConfiguration(),
        new SimulatorConfiguration(null, null, null, null, null, null, null));
  }

  private static Server server(
      MetricRegistry dropwizard, MetricRecorder families, VerificationEngine engine, String key) {
    Environment environment =
        new Environment(
            "warm-up",
            Jackson.newObjectMapper(),
            Validators.newValidatorFactory(),
            dropwizard,
            WarmUp.class.getClassLoader(),
            new HealthCheckRegistry(),
            new Configuration());
    environment.getObjectMapper().getFactory().setRecyclerPool(JsonBuffers.POOL);
    ApiConnector.configure(
        environment,
        ApiConfiguration.defaults(),
        /* simulated= */ true,
        TrustedProxies.of(new AddressConfiguration(null, null)),
        given -> given.equals(key) ? Optional.of(new ApiClient("warm-up")) : Optional.empty(),
        AuthFailureLimiter.create(new AuthFailureConfiguration((Integer) null, null)),
        RateLimiter.create(
            RateLimitConfiguration.disabled(), Optional.empty(), KeyedHash.random(), families),
        UriRule.NONE,
        engine.pipeline(),
        IdempotencyService.create(
            new IdempotencyConfiguration(null, null),
            Optional.empty(),
            LONG.toJavaDuration(),
            families,
            Clock.defaultClock()),
        /* history= */ Optional.empty(),
        families,
        Tracer.NONE,
        /* logsRequests= */ false);
    HttpConnectorFactory connector = new HttpConnectorFactory();
    connector.setBindHost(LOOPBACK);
    connector.setPort(0);
    DefaultServerFactory factory = new DefaultServerFactory();
    factory.setApplicationConnectors(List.of(connector));
    factory.setAdminConnectors(List.of());
    LogbackAccessRequestLogFactory noLog = new LogbackAccessRequestLogFactory();
    noLog.setAppenders(List.of());
    factory.setRequestLogFactory(noLog);
    factory.setShutdownGracePeriod(Duration.milliseconds(0));
    Connectors.configure(factory, VirtualThreads.areAvailable());
    factory.configure(environment);
    return factory.build(environment);
  }

  private static int port(Server server) {
    return ((NetworkConnector) server.getConnectors()[0]).getLocalPort();
  }
}
