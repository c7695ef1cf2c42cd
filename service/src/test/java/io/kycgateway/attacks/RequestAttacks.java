package io.kycgateway.attacks;

import static io.kycgateway.attacks.AttackClass.FUNCTIONS;
import static io.kycgateway.attacks.AttackClass.OBJECTS;
import static io.kycgateway.attacks.AttackClass.PROPERTIES;
import static io.kycgateway.attacks.AttackClass.RESOURCES;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.List;

/** Well-formed requests for more than their sender may have. */
final class RequestAttacks {
  private static final String SOMEBODYS = "/v1/verifications/0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e";
  private static final int OVER_8_MIB = 8 * 1024 * 1024 + 1;

  private RequestAttacks() {}

  static List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    ask(all, OBJECTS, "GET", "/v1/verifications");
    ask(all, OBJECTS, "GET", "/v1/verifications?session_id=1");
    ask(all, OBJECTS, "GET", SOMEBODYS);
    ask(all, OBJECTS, "DELETE", SOMEBODYS);
    ask(all, OBJECTS, "PATCH", SOMEBODYS);
    ask(all, OBJECTS, "GET", SOMEBODYS + "/selfie");

    field(all, "\"status\": \"VERIFIED\"");
    field(all, "\"confidence_score\": 1");
    field(all, "\"results\": {\"liveness\": {\"score\": 1}}");
    field(all, "\"degraded_modules\": []");
    field(all, "\"client_ip\": \"127.0.0.1\"");
    field(all, "\"is_admin\": true");
    field(all, "\"__proto__\": {\"x\": 1}");
    field(all, "\"@class\": \"java.net.URL\"");
    field(all, "\"selfie\": {\"uri\": \"sim://genuine\"}");
    body(
        all,
        PROPERTIES,
        "a score within the selfie",
        Requests.genuine().replace("\"uri\": \"sim", "\"score\": 1, \"uri\": \"sim"));

    announced(all);
    body(all, RESOURCES, "100,000 arrays in one another", "[".repeat(100_000));
    body(all, RESOURCES, "a number of 100,000 digits", "{\"x\": " + "9".repeat(100_000) + "}");
    body(all, RESOURCES, "1e1000000000", "{\"x\": 1e1000000000}");
    body(all, RESOURCES, "a name of 100,000 letters", "{\"" + "n".repeat(100_000) + "\": 1}");
    StringBuilder many = new StringBuilder("{\"metadata\": {\"k\": \"v\"");
    for (int i = 0; i < 10_000; i++) {
      many.append(", \"k").append(i).append("\": \"v\"");
    }
    body(all, RESOURCES, "10,001 entries of metadata", many + "}}");
    header(all, "a header of 9 KB", "X-Big: " + "h".repeat(9000));
    header(all, "2,000 headers", "X-A: b\r\n".repeat(2000) + "X-A: b");
    header(all, "a body that says it is gzipped, and is not", "Content-Encoding: gzip");
    header(all, "Range: 1,000 of them", "Range: bytes=" + "0-0,".repeat(1000) + "1-1");
    ask(all, RESOURCES, "POST", "/v1/verifications?" + "q".repeat(9000));

    for (String path :
        List.of("/metrics", "/threads", "/healthcheck", "/ping", "/pprof", "/admin", "/tasks")) {
      ask(all, FUNCTIONS, "GET", path);
    }
    ask(all, FUNCTIONS, "POST", "/tasks/gc");
    ask(all, FUNCTIONS, "POST", "/tasks/log-level");
    for (String path : List.of("/", "/threads", "/tasks/gc", "/healthcheck", "/v1/verifications")) {
      all.add(
          new Attack(
              FUNCTIONS,
              "`POST " + path + "` on the admin connector with an API key",
              target ->
                  target.admin("POST", path, "Authorization: Bearer " + TestGateway.API_KEY)));
    }
    return all;
  }

  private static void announced(List<Attack> all) {
    all.add(
        new Attack(
            RESOURCES,
            "a body of more than 8 MiB, announced",
            target ->
                target.application(
                    RawHttp.head("Connection: close", "Content-Length: " + OVER_8_MIB) + "\r\n")));
    all.add(
        new Attack(
            RESOURCES,
            "a body of more than 8 MiB, in chunks",
            target ->
                target.application(
                    RawHttp.head("Connection: close", "Transfer-Encoding: chunked")
                        + "\r\n"
                        + Integer.toHexString(OVER_8_MIB)
                        + "\r\n"
                        + " ".repeat(OVER_8_MIB)
                        + "\r\n0\r\n\r\n")));
  }

  private static void ask(List<Attack> all, AttackClass kind, String method, String path) {
    String shown =
        path.length() > 100
            ? "a URI of " + path.length() + " bytes"
            : "`" + method + " " + path + "`";
    all.add(new Attack(kind, shown, target -> target.ask(method, path)));
  }

  private static void field(List<Attack> all, String field) {
    body(
        all,
        PROPERTIES,
        "`" + field + "`",
        Requests.genuine().replaceFirst("\\{", "{" + field.replace("\\", "\\\\") + ", "));
  }

  private static void body(List<Attack> all, AttackClass kind, String input, String body) {
    all.add(new Attack(kind, input, target -> target.verify(body)));
  }

  private static void header(List<Attack> all, String input, String header) {
    all.add(new Attack(RESOURCES, input, target -> target.verify(Requests.genuine(), header)));
  }
}
