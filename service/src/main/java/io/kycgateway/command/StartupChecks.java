package io.kycgateway.command;

import io.kycgateway.config.CheckReport;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.logging.EventLayoutFactory;
import io.kycgateway.startup.LogLevels;
import io.kycgateway.startup.StartupException;

/** Everything in a configuration that would stop a start, checked without starting anything. */
final class StartupChecks {
  private StartupChecks() {}

  /**
   * Checks log levels, secrets, the graph, the modules' clients, settings that contradict each
   * other, ports and TLS.
   *
   * @throws StartupException names what is wrong
   */
  static CheckReport run(GatewayConfiguration configuration) throws StartupException {
    LogLevels.check(configuration.getLoggingFactory());
    EventLayoutFactory.check(configuration.getLoggingFactory());
    return CheckReport.of(configuration);
  }
}
