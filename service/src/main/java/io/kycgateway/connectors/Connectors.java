package io.kycgateway.connectors;

import io.dropwizard.core.setup.Environment;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/** Protects all connectors, the application's and the admin's, plain and TLS alike. */
public final class Connectors {
  private Connectors() {}

  /** To be called before the server starts. */
  public static void protect(Environment environment, SlowRequestConfiguration slowRequests) {
    SecurityHeaders headers = new SecurityHeaders();
    environment
        .lifecycle()
        .addEventListener(
            new LifeCycle.Listener() {
              @Override
              public void lifeCycleStarting(LifeCycle event) {
                if (event instanceof Server server) {
                  addTo(server, headers);
                }
              }
            });
    environment
        .lifecycle()
        .addServerLifecycleListener(server -> SlowRequests.watch(server, slowRequests));
  }

  private static void addTo(Server server, SecurityHeaders headers) {
    for (Connector connector : server.getConnectors()) {
      for (ConnectionFactory factory : connector.getConnectionFactories()) {
        if (factory instanceof HttpConfiguration.ConnectionFactory http) {
          http.getHttpConfiguration().addCustomizer(headers);
        }
      }
    }
  }
}
