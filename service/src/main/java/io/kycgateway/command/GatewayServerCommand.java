package io.kycgateway.command;

import io.dropwizard.core.Application;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.startup.StartupErrors;
import net.sourceforge.argparse4j.inf.Namespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the gateway. */
public final class GatewayServerCommand extends ServerCommand<GatewayConfiguration> {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServerCommand.class);

  public GatewayServerCommand(Application<GatewayConfiguration> application) {
    super(application, "server", "Starts the gateway");
  }

  // Before the environment is made: once it is, even a failed start waits for load balancers.
  @Override
  protected void run(
      Bootstrap<GatewayConfiguration> bootstrap,
      Namespace namespace,
      GatewayConfiguration configuration)
      throws Exception {
    StartupChecks.run(configuration).warnings().forEach(warning -> LOG.warn("{}", warning));
    super.run(bootstrap, namespace, configuration);
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    StartupErrors.print(cli, e);
  }
}
