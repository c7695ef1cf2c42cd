package io.kycgateway.startup;

import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.setup.Bootstrap;

/** Lets {@code config.yml} name environment variables; one without a default must be set. */
public final class EnvironmentSubstitution {
  private EnvironmentSubstitution() {}

  /** Installs it for every command of the application. */
  public static void install(Bootstrap<?> bootstrap) {
    bootstrap.setConfigurationSourceProvider(
        new SubstitutingSourceProvider(
            bootstrap.getConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(true)));
  }
}
