package io.kycgateway.command;

import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.config.Secrets;
import io.kycgateway.engine.VerificationEngine;
import io.kycgateway.startup.LogLevels;
import io.kycgateway.startup.StartupException;

/** Everything in a configuration that would stop a start, checked without starting anything. */
final class StartupChecks {
  private StartupChecks() {}

  /**
   * Checks log levels, secrets, the graph and the URLs.
   *
   * @throws StartupException names what is wrong
   */
  static void run(GatewayConfiguration configuration) throws StartupException {
    LogLevels.check(configuration.getLoggingFactory());
    Secrets.open(configuration);
    VerificationEngine.check(configuration.engine());
  }
}
