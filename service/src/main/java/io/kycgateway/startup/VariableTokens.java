package io.kycgateway.startup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stand-ins for the variables of one file: a token before its YAML is read, the variable's value
 * afterwards, so that no value is read as YAML.
 */
final class VariableTokens {
  private static final Pattern TOKEN = Pattern.compile("__kyc_variable_([0-9]+)__");
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

  private record Variable(String name, String value) {}

  private final UnaryOperator<@Nullable String> environment;
  private final List<Variable> variables = new ArrayList<>();

  /**
   * @param environment the value of a variable; null: it is not set
   */
  VariableTokens(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /** The token that takes the place of a variable; null: the variable is not set. */
  @Nullable String token(String name) {
    String value = environment.apply(name);
    if (value == null) {
      return null;
    }
    variables.add(new Variable(name, value));
    return "__kyc_variable_" + (variables.size() - 1) + "__";
  }

  /**
   * A copy of the tree with the variables' values instead of their tokens.
   *
   * @throws StartupException names a variable whose value cannot be meant
   */
  JsonNode resolve(JsonNode node) throws StartupException {
    if (node instanceof ObjectNode object) {
      ObjectNode resolved = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        resolved.set(field.getKey(), resolve(field.getValue()));
      }
      return resolved;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode resolved = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : array) {
        Matcher variable = TOKEN.matcher(element.asText());
        if (element.isTextual() && variable.matches()) {
          for (String part : value(variable).split(",", -1)) {
            if (!part.isBlank()) {
              resolved.add(part.strip());
            }
          }
        } else {
          resolved.add(resolve(element));
        }
      }
      return resolved;
    }
    return node.isTextual() ? resolve(node.asText()) : node;
  }

  private JsonNode resolve(String text) throws StartupException {
    Matcher variable = TOKEN.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (variable.find()) {
      String value = value(variable);
      if (value.isEmpty() && variable.group().equals(text)) {
        return JsonNodeFactory.instance.nullNode();
      }
      variable.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return JsonNodeFactory.instance.textNode(variable.appendTail(resolved).toString());
  }

  private String value(Matcher token) throws StartupException {
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
