package io.kycgateway.connectors;

import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Environment;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/** Protects all connectors, the application's and the admin's, plain and TLS alike. */
public final class Connectors {
  // Of 8 KiB each, before the response to a request whose body was not read: 8 MiB.
  private static final int MAX_READS = 1024;

  private Connectors() {}

  /**
   * Sets what a configuration must not be able to undo.
   *
   * @param virtualThreads whether requests run on them
   */
  public static void configure(AbstractServerFactory server, boolean virtualThreads) {
    server.setEnableVirtualThreads(virtualThreads);
    server.setRegisterDefaultExceptionMappers(false);
    // Renames the thread for every request, at a cost, to what the log's request id says better.
    server.setEnableThreadNameFilter(false);
  }

  /** To be called before the server starts. */
  public static void protect(
      Environment environment,
      SlowRequestConfiguration slowRequests,
      DescriptorBudget descriptors) {
    SecurityHeaders headers = new SecurityHeaders();
    UnreadBodies unreadBodies = new UnreadBodies();
    beforeStart(
        environment,
        server -> {
          addTo(server, headers, unreadBodies);
          ConnectionLimit.limit(server, descriptors);
        });
    environment
        .lifecycle()
        .addServerLifecycleListener(
            server -> {
              SlowRequests.watch(server, slowRequests);
              ConnectionLimit.watch(server);
            });
  }

  /** Has something done to the server when it is complete, right before it starts. */
  public static void beforeStart(Environment environment, Consumer<Server> action) {
    environment
        .lifecycle()
        .addEventListener(
            new LifeCycle.Listener() {
              @Override
              public void lifeCycleStarting(LifeCycle event) {
                if (event instanceof Server server) {
                  action.accept(server);
                }
              }
            });
  }

  private static void addTo(Server server, SecurityHeaders headers, UnreadBodies unreadBodies) {
    // Through beans, because Dropwizard wraps the factories to measure them.
    for (HttpConfiguration.ConnectionFactory factory :
        server.getContainedBeans(HttpConfiguration.ConnectionFactory.class)) {
      HttpConfiguration http = factory.getHttpConfiguration();
      http.addCustomizer(headers);
      http.addCustomizer(unreadBodies);
      http.setMaxUnconsumedRequestContentReads(MAX_READS);
      // Jetty keeps header fields of each connection in an array of 96 bytes for each byte of
      // headerCacheSize: 49 kB for the default of 512, which saves no processor time that shows.
      http.setHeaderCacheSize(0);
      // Proxies disagree on whether a bare LF ends a line, and ambiguous line endings enable
      // request
      // smuggling.
      http.setHttpCompliance(
          http.getHttpCompliance()
              .without("NO_BARE_LF", HttpCompliance.Violation.LF_HEADER_TERMINATION));
    }
  }
}
