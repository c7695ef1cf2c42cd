package io.kycgateway;

import java.net.URI;

/** Everything in a configuration that would stop a start, checked without starting anything. */
final class StartChecks {
  private static final URI ANYWHERE = URI.create("http://127.0.0.1");

  private StartChecks() {}

  /**
   * Checks the graph, the URLs and the secrets.
   *
   * @throws StartException names what is wrong
   */
  static void run(GatewayConfiguration configuration) throws StartException {
    Secrets.open(configuration);
    ModuleUrls.of(
        ConfiguredModules.of(configuration).byName(),
        configuration.simulator().enabled() ? module -> ANYWHERE : null);
  }
}
