package io.kycgateway.testing.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds requests against their operation: credentials, parameters, body. */
final class RequestContract {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final OpenApiDocument document;

  RequestContract(OpenApiDocument document) {
    this.document = document;
  }

  List<String> violations(String path, String operation, Exchange exchange) {
    List<String> found = new ArrayList<>();
    boolean isOpen = document.at(operation + "/security").isArray();
    if (!isOpen && !exchange.requestHeaders().containsKey("Authorization")) {
      found.add("it has no Authorization");
    }
    Map<String, String> query = query(exchange.query(), found);
    List<String> known = new ArrayList<>();
    for (String place : parameters(path, operation)) {
      JsonNode parameter = document.at(place);
      String name = parameter.path("name").textValue();
      switch (parameter.path("in").textValue()) {
        case "query" -> {
          known.add(name);
          check(place, "parameter " + name, query.get(name), found);
        }
        case "header" -> {
          List<String> values = exchange.requestHeaders().getOrDefault(name, List.of());
          check(place, "header " + name, values.isEmpty() ? null : values.get(0), found);
          if (values.size() > 1) {
            found.add("it has a header twice: " + name);
          }
        }
        default -> {
          String value = exchange.path().substring(exchange.path().lastIndexOf('/') + 1);
          check(place, "path parameter " + name, value, found);
        }
      }
    }
    query.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> found.add("it has an unknown parameter " + name));
    if (document.at(operation + "/requestBody").isObject() && exchange.requestBody() != null) {
      body(operation + "/requestBody/content", exchange, found);
    }
    return found;
  }

  private List<String> parameters(String path, String operation) {
    List<String> places = new ArrayList<>();
    for (String owner : List.of(path, operation)) {
      for (int i = 0; i < document.at(owner + "/parameters").size(); i++) {
        places.add(document.child(owner + "/parameters", Integer.toString(i)));
      }
    }
    return places;
  }

  private void check(String place, String what, String value, List<String> found) {
    if (value == null) {
      if (document.at(place + "/required").asBoolean()) {
        found.add("it has no " + what);
      }
      return;
    }
    String schema = document.child(place, "schema");
    for (Error error : document.errors(schema, typed(document.at(schema), value))) {
      found.add(what + " " + error.getMessage());
    }
  }

  /** A text of the HTTP message as what its schema takes it for. */
  static JsonNode typed(JsonNode schema, String text) {
    return schema.path("type").asText().equals("integer") && text.matches("-?[0-9]{1,9}")
        ? BigIntegerNode.valueOf(new BigInteger(text))
        : TextNode.valueOf(text);
  }

  private void body(String content, Exchange exchange, List<String> found) {
    String mediaType = Exchange.mediaType(exchange.requestHeaders());
    // Jersey takes a wildcard for every type; no client should.
    mediaType = mediaType.equals("*/*") ? "application/json" : mediaType;
    if (!document.at(content).has(mediaType)) {
      found.add("its body is of type " + mediaType);
      return;
    }
    String schema = document.child(document.child(content, mediaType), "schema");
    try {
      // As RFC 8259 allows, a byte order mark is ignored.
      String json = exchange.requestBody().replaceFirst("^\uFEFF", "");
      for (Error error : document.errors(schema, JSON.readTree(json))) {
        found.add("its body " + error);
      }
    } catch (JsonProcessingException e) {
      found.add("its body is not JSON: " + e.getOriginalMessage());
    }
  }

  private static Map<String, String> query(String query, List<String> found) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      try {
        String value = parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
        if (values.put(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), value) != null) {
          found.add("it has a parameter twice: " + parts[0]);
        }
      } catch (IllegalArgumentException e) {
        found.add("its query cannot be decoded");
      }
    }
    return values;
  }
}
