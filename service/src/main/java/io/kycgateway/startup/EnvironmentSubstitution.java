package io.kycgateway.startup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.core.setup.Bootstrap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final Pattern TOKEN = Pattern.compile("__kyc_variable_([0-9]+)__");
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

  private record Variable(String name, String value) {}

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
    List<Variable> variables = new ArrayList<>();
    String withTokens;
    try {
      withTokens =
          new StringSubstitutor(name -> token(name, variables))
              .setEnableUndefinedVariableException(true)
              .replace(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          new StartupException(
              "the configuration names a variable that is not set: " + undefined(text)));
    }
    try {
      JsonNode tree = YAML.readTree(withTokens);
      return tree == null || tree.isMissingNode() ? text : resolve(tree, variables).toString();
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

  private @Nullable String token(String name, List<Variable> variables) {
    String value = environment.apply(name);
    if (value == null) {
      return null;
    }
    variables.add(new Variable(name, value));
    return "__kyc_variable_" + (variables.size() - 1) + "__";
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

  private static JsonNode resolve(JsonNode node, List<Variable> variables) throws StartupException {
    if (node instanceof ObjectNode object) {
      ObjectNode resolved = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        resolved.set(field.getKey(), resolve(field.getValue(), variables));
      }
      return resolved;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode resolved = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : array) {
        Matcher variable = TOKEN.matcher(element.asText());
        if (element.isTextual() && variable.matches()) {
          for (String part : value(variable, variables).split(",", -1)) {
            if (!part.isBlank()) {
              resolved.add(part.strip());
            }
          }
        } else {
          resolved.add(resolve(element, variables));
        }
      }
      return resolved;
    }
    return node.isTextual() ? resolve(node.asText(), variables) : node;
  }

  private static JsonNode resolve(String text, List<Variable> variables) throws StartupException {
    Matcher variable = TOKEN.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (variable.find()) {
      String value = value(variable, variables);
      if (value.isEmpty() && variable.group().equals(text)) {
        return JsonNodeFactory.instance.nullNode();
      }
      variable.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return JsonNodeFactory.instance.textNode(variable.appendTail(resolved).toString());
  }

  private static String value(Matcher token, List<Variable> variables) throws StartupException {
    Variable variable = variables.get(Integer.parseInt(token.group(1)));
    if (variable.name().endsWith("_PORT") && SERVICE_LINK.matcher(variable.value()).matches()) {
      throw new StartupException(
          String.format(
              Locale.ROOT,
              "%1$s holds %2$s, which Kubernetes sets for a Service of that name:"
                  + " set enableServiceLinks: false in the pod, or set %1$s to a port number",
              variable.name(),
              variable.value()));
    }
    return variable.value();
  }
}
