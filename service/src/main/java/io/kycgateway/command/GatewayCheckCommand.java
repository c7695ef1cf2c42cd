package io.kycgateway.command;

import io.dropwizard.core.Application;
import io.dropwizard.core.cli.CheckCommand;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.startup.StartupErrors;
import net.sourceforge.argparse4j.inf.Namespace;

/** Checks everything that would stop a start, without starting: file, graph, URLs and secrets. */
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
    StartupChecks.run(configuration);
    super.run(bootstrap, namespace, configuration);
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    StartupErrors.print(cli, e);
  }
}
