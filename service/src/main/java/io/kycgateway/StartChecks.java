package io.kycgateway;

/** Everything in a configuration that would stop a start, checked without starting anything. */
final class StartChecks {
  private StartChecks() {}

  /**
   * Checks the graph, the URLs and the secrets.
   *
   * @throws StartException names what is wrong
   */
  static void run(GatewayConfiguration configuration) throws StartException {
    Secrets.open(configuration);
    Verifications.check(configuration);
  }
}
