package io.kycgateway.reverify;

import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.testing.InProcessCommand;
import io.kycgateway.testing.Patience;
import java.util.List;
import java.util.Map;

/** The batch's command lines that end with a message, without a process for each. */
final class InProcessBatch {
  private InProcessBatch() {}

  /**
   * How a command line ended.
   *
   * @param code what the process would have ended with
   * @param out both outputs
   */
  record Ended(ExitCode code, String out) {}

  static Ended run(Map<String, String> environment, List<String> arguments) {
    ReverifyApplication application = new ReverifyApplication();
    Bootstrap<ReverifyConfiguration> bootstrap = new Bootstrap<>(application);
    application.initialize(bootstrap);
    Map<String, String> patience = Patience.settings();
    patience.forEach((name, value) -> System.setProperty("dw." + name, value));
    try {
      InProcessCommand.Ended ended =
          InProcessCommand.run(bootstrap, environment, arguments.toArray(String[]::new));
      return new Ended(
          ended.failure().map(ReverifyCommand::exitCode).orElse(ExitCode.COMPLETE),
          ended.output() + ended.errors());
    } finally {
      patience.keySet().forEach(name -> System.clearProperty("dw." + name));
    }
  }
}
