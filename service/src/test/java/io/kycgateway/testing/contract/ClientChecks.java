package io.kycgateway.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.RawHttp;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds answers against the contract at the client: those of gateways in processes of their own,
 * and those to what Jetty refuses before it is a request. Requests are not checked here.
 */
public final class ClientChecks {
  private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();
  private static final Contract CONTRACT = new Contract(OpenApiDocument.load());

  private ClientChecks() {}

  /** From now on that port is an application connector. */
  public static void begin(URI application) {
    PORTS.add(application.getPort());
  }

  /** From now on that port may be any other server's. */
  public static void end(URI application) {
    PORTS.remove(application.getPort());
  }

  /**
   * Checks the answer to a request that was written by hand, if it is an application connector's.
   */
  public static void check(URI server, byte[] request, RawHttp.Answer answer) {
    if (!PORTS.contains(server.getPort())) {
      return;
    }
    String head = new String(request, StandardCharsets.ISO_8859_1).split("\r?\n\r?\n", 2)[0];
    String[] lines = head.split("\r?\n", -1);
    String[] requestLine = lines[0].split(" ", -1);
    boolean isHttp = requestLine.length == 3 && requestLine[2].startsWith("HTTP/1.");
    Map<String, List<String>> headers = new LinkedHashMap<>();
    answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    check(
        new Exchange(
            isHttp ? requestLine[0] : "?",
            isHttp ? requestLine[1] : "?",
            fields(lines),
            null,
            answer.status(),
            headers,
            answer.body()));
  }

  /** Checks an answer, and hands it on. */
  public static HttpResponse<String> checked(HttpResponse<String> response) {
    URI uri = response.request().uri();
    check(
        new Exchange(
            response.request().method(),
            uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
            response.request().headers().map(),
            null,
            response.statusCode(),
            response.headers().map(),
            response.body()));
    return response;
  }

  private static void check(Exchange exchange) {
    assertThat(CONTRACT.answerViolations(exchange))
        .as("outside of docs/openapi.yaml: %s", exchange)
        .isEmpty();
  }

  private static Map<String, List<String>> fields(String[] lines) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] field = lines[i].split(":", 2);
      if (field.length == 2) {
        fields.computeIfAbsent(field[0], name -> new ArrayList<>()).add(field[1].strip());
      }
    }
    return fields;
  }
}
