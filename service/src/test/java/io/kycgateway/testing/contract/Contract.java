package io.kycgateway.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Holds exchanges against the OpenAPI document, both ways: what the gateway accepts must be inside
 * of it, what the gateway refuses as wrong must be outside of it, and every answer must be inside.
 * So a test may send what is wrong, and a limit that only one of the two has is found.
 */
public final class Contract {
  private static final String OTHER_REQUESTS = "/x-other-requests";

  /** Problems of a request whose headers, parameters and body the document describes. */
  private static final Set<String> CALLED_WRONG =
      Set.of("invalid_fields", "malformed_request", "unsupported_media_type");

  // What a decoder puts in place of bytes that are not UTF-8.
  private static final String NOT_UTF_8 = "\uFFFD";

  private final OpenApiDocument document;
  private final RequestContract requests;
  private final AnswerContract answers;

  public Contract(OpenApiDocument document) {
    this.document = document;
    this.requests = new RequestContract(document);
    this.answers = new AnswerContract(document);
  }

  /** What of an exchange is outside of the contract; empty: nothing. */
  public List<String> violations(Exchange exchange) {
    List<String> found = new ArrayList<>(answerViolations(exchange));
    Optional<String> operation = operation(exchange);
    if (operation.isPresent()) {
      JsonNode problem = AnswerContract.json(exchange.body());
      String code = problem.path("code").asText();
      List<String> wrong =
          requests.violations(
              document.path(exchange.path()).orElseThrow(), operation.get(), exchange);
      if (!wrong.isEmpty() && isAccepted(exchange, problem)) {
        wrong.forEach(what -> found.add("the request was accepted, and " + what));
      } else if (wrong.isEmpty() && isCalledWrong(exchange, problem)) {
        found.add("the request was refused, and the contract has nothing against it: " + code);
      }
    }
    return found;
  }

  /** What of an answer alone is outside of the contract; empty: nothing. */
  List<String> answerViolations(Exchange exchange) {
    String responses =
        operation(exchange).map(place -> place + "/responses").orElse(OTHER_REQUESTS);
    return answers.violations(responses, exchange);
  }

  private Optional<String> operation(Exchange exchange) {
    return document
        .path(exchange.path())
        .map(place -> document.child(place, method(exchange)))
        .filter(place -> document.at(place).isObject());
  }

  // HEAD is GET without a body (RFC 9110).
  private static String method(Exchange exchange) {
    return exchange.method().equals("HEAD") ? "get" : exchange.method().toLowerCase(Locale.ROOT);
  }

  private static boolean isAccepted(Exchange exchange, JsonNode problem) {
    return exchange.status() < 400 || problem.has("verification_id");
  }

  private static boolean isCalledWrong(Exchange exchange, JsonNode problem) {
    String body = exchange.requestBody();
    if (!CALLED_WRONG.contains(problem.path("code").asText()) || body == null) {
      return false;
    }
    // What a schema cannot say: only a key can open a cursor, and it excludes other parameters. A
    // body is UTF-8 and has no coding.
    boolean isBeyondSchemas =
        exchange.query().contains("cursor=")
            || body.contains(NOT_UTF_8)
            || exchange.requestHeaders().containsKey("Content-Encoding");
    for (JsonNode error : problem.path("errors")) {
      // Nor can it compare times, or know the sandbox.
      isBeyondSchemas |=
          Set.of("from", "to").contains(error.path("field").asText())
              || error.path("message").asText().contains("sim://");
    }
    return !isBeyondSchemas;
  }
}
