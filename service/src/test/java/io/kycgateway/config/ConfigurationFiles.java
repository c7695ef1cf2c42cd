package io.kycgateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.DefaultConfigurationFactoryFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.kycgateway.startup.EnvironmentSubstitution;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads configurations as the gateway does, in an environment of the test's own. */
final class ConfigurationFiles {
  static final Path CONFIG = Path.of("..", "config.yml");

  private ConfigurationFiles() {}

  static GatewayConfiguration config(Map<String, String> environment)
      throws IOException, ConfigurationException {
    return read(Files.readString(CONFIG), environment);
  }

  static GatewayConfiguration read(String yaml) throws IOException, ConfigurationException {
    return read(yaml, Map.of());
  }

  static GatewayConfiguration read(String yaml, Map<String, String> environment)
      throws IOException, ConfigurationException {
    return new DefaultConfigurationFactoryFactory<GatewayConfiguration>()
        .create(
            GatewayConfiguration.class, Validators.newValidator(), Jackson.newObjectMapper(), "dw")
        .build(
            new EnvironmentSubstitution(
                path -> new ByteArrayInputStream(yaml.getBytes(UTF_8)), environment::get),
            "test.yml");
  }
}
