package io.kycgateway.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object of a request. What is wrong with one is added to the errors under
 * its path, such as {@code document.country}, and reading goes on.
 */
final class ObjectFields {
  private final JsonNode json;
  private final String name;
  private final List<FieldError> errors;

  /**
   * @param name of the object; empty: it is the request
   * @param errors takes what is wrong with a field
   */
  ObjectFields(JsonNode json, String name, List<FieldError> errors) {
    this.json = json;
    this.name = name;
    this.errors = errors;
  }

  /** A field's value as it was sent; null: there is none. */
  @Nullable JsonNode get(String field) {
    return json.get(field);
  }

  /** The fields of an object in this one; null: an error was added. */
  @Nullable ObjectFields requiredObject(String field) {
    JsonNode node = get(field);
    if (node != null && node.isObject()) {
      return new ObjectFields(node, path(field), errors);
    }
    error(field, node == null ? "is required" : "must be an object");
    return null;
  }

  /** An optional field's value. A null is absent: serializers write one for the other. */
  @Nullable JsonNode optional(String field) {
    JsonNode node = json.get(field);
    return node == null || node.isNull() ? null : node;
  }

  /** An optional string of that form; null: there is none, or an error was added. */
  @Nullable String optionalText(String field, Pattern form, String expectation) {
    JsonNode node = optional(field);
    return node == null ? null : text(field, node, form, expectation);
  }

  /** A string of that form; null: an error was added. */
  @Nullable String requiredText(String field, Pattern form, String expectation) {
    JsonNode node = get(field);
    if (node == null) {
      error(field, "is required");
      return null;
    }
    return text(field, node, form, expectation);
  }

  private @Nullable String text(String field, JsonNode node, Pattern form, String expectation) {
    String value = node.textValue();
    if (value == null || !form.matcher(value).matches()) {
      error(field, expectation);
      return null;
    }
    return value;
  }

  /** Adds an error of the object if it has other fields than these. */
  void rejectUnknown(List<String> known) {
    long unknown = json.properties().stream().filter(e -> !known.contains(e.getKey())).count();
    if (unknown > 0) {
      error(
          String.format(
              Locale.ROOT,
              "must have no other fields than %s (%d unknown)",
              String.join(", ", known),
              unknown));
    }
  }

  /** Adds an error of a field. */
  void error(String field, String message) {
    errors.add(new FieldError(path(field), message));
  }

  /** Adds an error of the object itself. */
  void error(String message) {
    errors.add(new FieldError(name, message));
  }

  private String path(String field) {
    return name.isEmpty() ? field : name + "." + field;
  }
}
