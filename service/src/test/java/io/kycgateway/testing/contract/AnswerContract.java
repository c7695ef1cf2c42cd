package io.kycgateway.testing.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds answers against the responses of an operation: status, headers, media type, body. */
final class AnswerContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROBLEM = "application/problem+json";

  /** Of the message and not of the answer; Content-Type is checked with the body. */
  private static final Set<String> OF_THE_MESSAGE =
      Set.of("connection", "content-length", "content-type", "date", "transfer-encoding");

  private final OpenApiDocument document;

  AnswerContract(OpenApiDocument document) {
    this.document = document;
  }

  List<String> violations(String responses, Exchange exchange) {
    String status = Integer.toString(exchange.status());
    if (!document.at(responses).has(status)) {
      return List.of("status " + status + " is not in " + responses);
    }
    List<String> found = new ArrayList<>();
    String response = document.child(responses, status);
    headers(response, exchange.headers(), found);
    // What a handler writes in answer to HEAD is dropped before it is sent.
    if (exchange.body() != null && !exchange.method().equals("HEAD")) {
      if (document.at(response).has("content")) {
        body(response + "/content", exchange, exchange.body(), found);
      } else if (!exchange.body().isEmpty()) {
        found.add("there is a body");
      }
    }
    return found;
  }

  private void headers(String response, Map<String, List<String>> headers, List<String> found) {
    Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    unknown.addAll(headers.keySet());
    unknown.removeIf(name -> OF_THE_MESSAGE.contains(name.toLowerCase(Locale.ROOT)));
    for (Map.Entry<String, JsonNode> entry : document.at(response + "/headers").properties()) {
      String name = entry.getKey();
      String place = document.child(response + "/headers", name);
      unknown.remove(name);
      List<String> values = headers.getOrDefault(name, List.of());
      if (values.isEmpty() && document.at(place + "/required").asBoolean()) {
        found.add("there is no header " + name);
      }
      String schema = document.child(place, "schema");
      for (String value : values) {
        for (Error error :
            document.errors(schema, RequestContract.typed(document.at(schema), value))) {
          found.add("header " + name + " " + error.getMessage());
        }
      }
    }
    unknown.forEach(name -> found.add("there is an unknown header " + name));
  }

  private void body(String content, Exchange exchange, String body, List<String> found) {
    String mediaType = Exchange.mediaType(exchange.headers());
    if (!document.at(content).has(mediaType)) {
      found.add("media type " + mediaType + " is not in " + content);
      return;
    }
    String media = document.child(content, mediaType);
    if (!mediaType.endsWith("json")) {
      return;
    }
    JsonNode json = json(body);
    if (json.isMissingNode()) {
      found.add("the body is not JSON");
      return;
    }
    for (Error error : document.errors(document.child(media, "schema"), json)) {
      found.add("the body " + error);
    }
    if (mediaType.equals(PROBLEM)) {
      String code = json.path("code").asText();
      if (!document.at(media + "/examples").has(code)) {
        found.add("code " + code + " is not among the examples of " + content);
      }
      if (json.path("status").asInt() != exchange.status()) {
        found.add("the body has another status");
      }
    }
  }

  /** A body as JSON; missing: it is not. */
  static JsonNode json(@Nullable String body) {
    try {
      return body == null ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
