package io.kycgateway.command;

import io.dropwizard.core.Application;
import io.dropwizard.core.cli.CheckCommand;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.config.CheckReport;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.startup.StartupErrors;
import java.io.PrintStream;
import net.sourceforge.argparse4j.inf.Namespace;

/** Checks everything that would stop a start, without starting, and prints what it found. */
public final class GatewayCheckCommand extends CheckCommand<GatewayConfiguration> {
  public GatewayCheckCommand(Application<GatewayConfiguration> application) {
    super(application);
  }

  @Override
  protected void run(
      Bootstrap<GatewayConfiguration> bootstrap,
      Namespace namespace,
      GatewayConfiguration configuration)
      throws Exception {
    CheckReport report = StartupChecks.run(configuration);
    PrintStream out = System.out;
    out.println("good: " + namespace.getString("file"));
    report.good().forEach(line -> out.println("  " + line));
    report.warnings().forEach(line -> out.println("warning: " + line));
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    StartupErrors.print(cli, e);
  }
}
