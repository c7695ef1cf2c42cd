package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Reads the gateway's JSON, and holds it to what every problem document has. */
public final class Problems {
  /** Put it where a request's content goes: no answer may hold it. */
  public static final String MARKER = "zq9Marker";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Problems() {}

  /** The answer as JSON. */
  public static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + body, e);
    }
  }

  /** The problem of an answer that must be one, of that status and code. */
  public static JsonNode problem(HttpResponse<String> response, int status, String code) {
    return problem(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body(),
        status,
        code);
  }

  /** The problem of an answer that must be one, of that status and code. */
  public static JsonNode problem(RawHttp.Answer answer, int status, String code) {
    return problem(
        answer.status(),
        answer.headers().getOrDefault("content-type", ""),
        answer.body(),
        status,
        code);
  }

  private static JsonNode problem(
      int actual, String contentType, String body, int status, String code) {
    assertThat(actual).as("status of %s", body).isEqualTo(status);
    assertThat(contentType).startsWith("application/problem+json");
    JsonNode problem = json(body);
    assertThat(problem.path("code").textValue()).isEqualTo(code);
    assertThat(problem.path("status").intValue()).isEqualTo(status);
    assertThat(problem.path("type").textValue()).isEqualTo("urn:kyc-gateway:problem:" + code);
    assertThat(problem.path("title").textValue()).isNotBlank();
    assertThat(problem.path("detail").textValue()).isNotBlank();
    assertThat(problem.path("retryable").isBoolean()).isTrue();
    assertThat(problem.path("retryable").booleanValue())
        .as("retryable")
        .isEqualTo(status >= 500 || status == 408 || status == 409 || status == 429);
    assertThat(body).doesNotContain(MARKER);
    return problem;
  }

  /** The fields that a problem lists. */
  public static List<String> fields(JsonNode problem) {
    List<String> fields = new ArrayList<>();
    problem
        .path("errors")
        .forEach(
            error -> {
              assertThat(error.path("message").textValue()).isNotBlank();
              fields.add(error.path("field").textValue());
            });
    return fields;
  }
}
