package io.kycgateway.startup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.core.setup.Bootstrap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code config.yml} name environment variables, as {@code ${NAME:-default}}; one without a
 * default must be set. A variable's value is taken as it is, never as YAML: it may hold colons,
 * blanks or {@code #}. Where a variable is an element of a list, it holds elements separated by
 * commas. An empty value is as none: the key's own default holds.
 */
public final class EnvironmentSubstitution implements ConfigurationSourceProvider {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final ConfigurationSourceProvider source;
  private final UnaryOperator<@Nullable String> environment;

  /**
   * For an environment of one's own.
   *
   * @param environment the value of a variable; null: it is not set
   */
  public EnvironmentSubstitution(
      ConfigurationSourceProvider source, UnaryOperator<@Nullable String> environment) {
    this.source = source;
    this.environment = environment;
  }

  /** Installs it for every command of the application. */
  public static void install(Bootstrap<?> bootstrap) {
    bootstrap.setConfigurationSourceProvider(
        new EnvironmentSubstitution(bootstrap.getConfigurationSourceProvider(), System::getenv));
  }

  @Override
  public InputStream open(String path) throws IOException {
    String text;
    try (InputStream in = source.open(path)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return new ByteArrayInputStream(substitute(text).getBytes(StandardCharsets.UTF_8));
  }

  // Values take the place of variables after the YAML is read, so that none is read as YAML. A
  // default is part of the file and stays YAML.
  private String substitute(String text) throws IOException {
    VariableTokens tokens = new VariableTokens(environment);
    String withTokens;
    try {
      withTokens =
          new StringSubstitutor(tokens::token)
              .setEnableUndefinedVariableException(true)
              .replace(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          new StartupException(
              "the configuration names a variable that is not set: " + undefined(text)));
    }
    try {
      JsonNode tree = YAML.readTree(withTokens);
      return tree == null || tree.isMissingNode() ? text : tokens.resolve(tree).toString();
    } catch (JsonProcessingException e) {
      if (e.getOriginalMessage().startsWith("Duplicate field")) {
        // Dropwizard would take the last one and forget the others.
        throw new IOException(
            new StartupException(
                String.format(
                    Locale.ROOT,
                    "the configuration has a key twice: line %d, %s",
                    e.getLocation().getLineNr(),
                    e.getOriginalMessage())));
      }
      // Malformed: Dropwizard, which reads it next, reports where.
      return text;
    } catch (StartupException e) {
      throw new IOException(e);
    }
  }

  private String undefined(String text) {
    Matcher variables = Pattern.compile("\\$\\{([A-Za-z0-9_]+)}").matcher(text);
    while (variables.find()) {
      if (environment.apply(variables.group(1)) == null) {
        return variables.group(1);
      }
    }
    return "see the file";
  }
}
