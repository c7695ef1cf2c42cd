package io.kycgateway.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a request's metadata: strings under names of the client's own, which no error repeats. */
final class MetadataReader {
  private static final String METADATA = "metadata";
  private static final int MAX_ENTRIES = 32;
  private static final int MAX_KEY = 64;
  private static final int MAX_VALUE = 512;

  private MetadataReader() {}

  /** Reads the metadata; empty if there is none, or if it is wrong as a whole. */
  static Map<String, String> read(ObjectFields request) {
    JsonNode json = request.optional(METADATA);
    if (json == null) {
      return Map.of();
    }
    if (!json.isObject()) {
      request.error(METADATA, "must be an object of strings");
      return Map.of();
    }
    List<Map.Entry<String, JsonNode>> entries =
        json.properties().stream().filter(entry -> !entry.getValue().isNull()).toList();
    if (entries.size() > MAX_ENTRIES) {
      request.error(METADATA, "must have at most " + MAX_ENTRIES + " entries");
      return Map.of();
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    int badKeys = 0;
    int badValues = 0;
    for (Map.Entry<String, JsonNode> entry : entries) {
      String key = entry.getKey();
      String value = entry.getValue().textValue();
      if (key.isEmpty() || isLonger(key, MAX_KEY)) {
        badKeys++;
      } else if (value == null || isLonger(value, MAX_VALUE)) {
        badValues++;
      } else {
        metadata.put(key, value);
      }
    }
    if (badKeys > 0) {
      request.error(
          METADATA,
          String.format(
              Locale.ROOT, "must have keys of 1 to %d characters (%d wrong)", MAX_KEY, badKeys));
    }
    if (badValues > 0) {
      request.error(
          METADATA,
          String.format(
              Locale.ROOT,
              "must have strings of at most %d characters as values (%d wrong)",
              MAX_VALUE,
              badValues));
    }
    return metadata;
  }

  // Characters as clients count them and JSON Schema does: one outside the basic plane is one.
  private static boolean isLonger(String text, int max) {
    return text.length() > max
        && (text.length() > 2 * max || text.codePointCount(0, text.length()) > max);
  }
}
