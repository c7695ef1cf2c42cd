package io.kycgateway.reverify;

import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.startup.EnvironmentSubstitution;

/** The batch process; it has one command and no server. */
public final class ReverifyApplication extends Application<ReverifyConfiguration> {
  static final String NAME = "kyc-batch-reverify";

  /** Runs a command; see {@code --help}. */
  public static void main(String[] args) throws Exception {
    new ReverifyApplication().run(args);
    // Non-daemon threads of libraries must not keep the process running.
    System.exit(ExitCode.COMPLETE.status());
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public void initialize(Bootstrap<ReverifyConfiguration> bootstrap) {
    EnvironmentSubstitution.install(bootstrap);
    bootstrap.addCommand(new ReverifyCommand());
    bootstrap.addCommand(new RunsCommand());
    bootstrap.addCommand(new LabelsCommand());
    bootstrap.addCommand(new SampleCommand());
    bootstrap.addCommand(new SummaryCommand());
  }

  @Override
  protected void addDefaultCommands(Bootstrap<ReverifyConfiguration> bootstrap) {
    // No server: this process only calls out.
  }

  @Override
  protected void onFatalError(Throwable t) {
    System.exit(ReverifyCommand.exitCode(t).status());
  }

  @Override
  public void run(ReverifyConfiguration configuration, Environment environment) {
    throw new UnsupportedOperationException("there is no server to run");
  }
}
