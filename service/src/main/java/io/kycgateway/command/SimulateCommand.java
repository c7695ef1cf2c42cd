package io.kycgateway.command;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.simulator.Simulator;
import io.kycgateway.startup.StartupErrors;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.ModuleName;
import java.io.IOException;
import java.util.Locale;
import net.sourceforge.argparse4j.inf.Namespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the simulated modules alone, until it is stopped. */
public final class SimulateCommand extends ConfiguredCommand<GatewayConfiguration> {
  private static final Logger LOG = LoggerFactory.getLogger(SimulateCommand.class);

  public SimulateCommand() {
    super("simulate", "Runs the simulated modules");
  }

  @Override
  protected Class<GatewayConfiguration> getConfigurationClass() {
    return GatewayConfiguration.class;
  }

  @Override
  protected void run(
      Bootstrap<GatewayConfiguration> bootstrap,
      Namespace namespace,
      GatewayConfiguration configuration)
      throws Exception {
    configuration.getLoggingFactory().configure(bootstrap.getMetricRegistry(), "simulator");
    Simulator simulator = start(configuration);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(simulator), "simulator-stop"));
    LOG.warn("simulated modules answer; their metrics are at {}/metrics", simulator.url());
    for (ModuleName module : ModuleName.values()) {
      LOG.info(
          "export KYC_{}_URL={}",
          module.wireName().toUpperCase(Locale.ROOT),
          simulator.url(module).uri());
    }
    simulator.join();
  }

  private static Simulator start(GatewayConfiguration configuration)
      throws IOException, StartupException {
    try {
      return Simulator.start(configuration.engine().simulator());
    } catch (IllegalArgumentException e) {
      throw new StartupException(String.valueOf(e.getMessage()));
    }
  }

  private static void stop(Simulator simulator) {
    try {
      simulator.stop();
    } catch (Exception e) {
      LOG.warn("the simulator did not stop cleanly", e);
    }
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    StartupErrors.print(cli, e);
  }
}
