package io.kycgateway.api;

import com.codahale.metrics.Clock;
import io.dropwizard.auth.AuthDynamicFeature;
import io.dropwizard.auth.AuthValueFactoryProvider;
import io.dropwizard.core.setup.Environment;
import io.kycgateway.address.TrustedProxies;
import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.api.auth.ApiMetrics;
import io.kycgateway.api.auth.BearerAuthFilter;
import io.kycgateway.connectors.Connectors;
import io.kycgateway.history.History;
import io.kycgateway.http.ConnectorCounts;
import io.kycgateway.http.HttpMetrics;
import io.kycgateway.http.HttpMetricsFilter;
import io.kycgateway.http.RefusalDelay;
import io.kycgateway.http.RequestContextFactory;
import io.kycgateway.http.RequestContextFilter;
import io.kycgateway.http.RequestReport;
import io.kycgateway.http.RouteTemplateFilter;
import io.kycgateway.http.ServletParameters;
import io.kycgateway.idempotency.IdempotencyService;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.pipeline.VerificationPipeline;
import io.kycgateway.problem.ProblemErrorHandler;
import io.kycgateway.problem.ProblemMapper;
import io.kycgateway.ratelimit.AuthFailureLimiter;
import io.kycgateway.ratelimit.RateLimiter;
import io.kycgateway.verification.Tracer;
import io.kycgateway.verification.UriRule;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.server.Handler;

/** What the application connector serves: handlers and filters from the outside in, resources. */
public final class ApiConnector {
  private static final String EVERYTHING = "/*";

  private ApiConnector() {}

  /**
   * Puts the API on the application connector.
   *
   * @param keys finds the client that holds an API key
   * @param history keeps verifications before they are answered; empty: they are not kept
   * @param tracer begins the spans of requests
   * @param logsRequests whether they are in the access log
   * @param simulated whether simulated modules share this process's memory
   */
  public static void configure(
      Environment environment,
      ApiConfiguration configuration,
      boolean simulated,
      TrustedProxies proxies,
      Function<String, Optional<ApiClient>> keys,
      AuthFailureLimiter authFailures,
      RateLimiter limiter,
      UriRule uris,
      VerificationPipeline pipeline,
      IdempotencyService idempotency,
      Optional<History> history,
      MetricRecorder families,
      Tracer tracer,
      boolean logsRequests) {
    Clock clock = Clock.defaultClock();
    HttpMetrics metrics = new HttpMetrics(families, clock);
    RequestContextFactory contexts = new RequestContextFactory(proxies, tracer);
    RequestReport report = new RequestReport(metrics, logsRequests);
    VerificationEndpoint endpoint =
        new VerificationEndpoint(
            limiter,
            new RequestBodyReader(uris),
            new IdempotencyHandler(idempotency, environment.getObjectMapper()),
            pipeline,
            history);
    EnumSet<DispatcherType> requests = EnumSet.of(DispatcherType.REQUEST);
    environment
        .servlets()
        .addFilter("request-context", new RequestContextFilter(contexts))
        .addMappingForUrlPatterns(requests, true, EVERYTHING);
    environment
        .servlets()
        .addFilter("http-metrics", new HttpMetricsFilter(report))
        .addMappingForUrlPatterns(requests, true, EVERYTHING);

    environment.jersey().register(new ProblemMapper());
    environment.jersey().register(new RouteTemplateFilter());
    environment.jersey().register(new ServletParameters());
    environment
        .jersey()
        .register(
            new AuthDynamicFeature(
                new BearerAuthFilter(
                    keys, authFailures, families.counter(ApiMetrics.AUTH_FAILURES))));
    environment.jersey().register(new AuthValueFactoryProvider.Binder<>(ApiClient.class));
    environment.jersey().register(new VerificationResource(endpoint));

    BodyMemory memory =
        BodyMemory.create(
            configuration,
            Runtime.getRuntime().maxMemory(),
            simulated,
            pipeline::refusedAtCapacity);
    int maxBytes = Math.toIntExact(configuration.maxRequestSize().toBytes());
    RefusalResponse refusal =
        new RefusalResponse(
            environment.getObjectMapper(),
            metrics,
            tracer,
            logsRequests,
            new RefusalDelay(pipeline::shortestNanos));
    // Dropwizard has no place for a handler before its own ones, which measure and route.
    Connectors.beforeStart(
        environment,
        server -> {
          Handler.Singleton last = lastOfAll(server);
          last.setHandler(
              new VerificationHandler(
                  last.getHandler(),
                  endpoint,
                  contexts,
                  report,
                  new ConnectorCounts(environment.metrics()),
                  environment.getObjectMapper()));
          server.setHandler(
              new ArrivalHandler(
                  server.getHandler(), pipeline, keys, maxBytes, memory, refusal, clock));
        });

    ProblemErrorHandler errors =
        new ProblemErrorHandler(environment.getObjectMapper(), pipeline::refusedAtShutdown);
    environment.getApplicationContext().setErrorHandler(errors);
    environment.lifecycle().addServerLifecycleListener(server -> server.setErrorHandler(errors));
  }

  // Of Dropwizard's handlers for all requests, such as the one that waits for those in flight when
  // the server stops, the one before they part ways.
  private static Handler.Singleton lastOfAll(Handler.Singleton first) {
    Handler.Singleton last = first;
    while (last.getHandler() instanceof Handler.Singleton next) {
      last = next;
    }
    return last;
  }
}
