package io.kycgateway;

import io.dropwizard.core.Application;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import net.sourceforge.argparse4j.inf.Namespace;

/** Starts the gateway. */
final class GatewayServerCommand extends ServerCommand<GatewayConfiguration> {
  GatewayServerCommand(Application<GatewayConfiguration> application) {
    super(application, "server", "Starts the gateway");
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    StartErrors.print(cli, e);
  }
}
