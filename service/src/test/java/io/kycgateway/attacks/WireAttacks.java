package io.kycgateway.attacks;

import static io.kycgateway.attacks.AttackClass.INVENTORY;
import static io.kycgateway.attacks.AttackClass.MISCONFIGURATION;
import static io.kycgateway.attacks.AttackClass.SMUGGLING;

import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the HTTP itself: framing, paths, methods, versions. */
final class WireAttacks {
  /** What a smuggler would have run: it must never be answered. */
  private static final String SMUGGLED = "GET /health?type=alive HTTP/1.1\r\nHost: x\r\n\r\n";

  private WireAttacks() {}

  static List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    smuggling(all);
    for (String path :
        List.of(
            "/v0/verifications",
            "/v2/verifications",
            "/verifications",
            "/V1/VERIFICATIONS",
            "/v1/verifications/",
            "//v1/verifications",
            "/v1//verifications",
            "/v1/./verifications",
            "/v1/x/../verifications",
            "/v1/%76erifications",
            "/v1%2fverifications",
            "/v1/verifications%00",
            "/v1/verifications;x=1",
            "/v1/verifications.json",
            "/v1/verifications%2e%2e%2f",
            "/..%2f..%2fetc%2fpasswd",
            "/%c0%ae%c0%ae/etc/passwd",
            "/application.wadl",
            "/openapi.json",
            "/swagger-ui.html",
            "/actuator/env",
            "/.git/config",
            "/.env",
            "/debug",
            "*")) {
      all.add(new Attack(INVENTORY, "`POST " + path + "`", target -> target.ask("POST", path)));
    }
    misconfiguration(all);
    return all;
  }

  private static void misconfiguration(List<Attack> all) {
    for (String method : List.of("TRACE", "TRACK", "CONNECT", "PROPFIND", "PUT", "JEFF", "get")) {
      all.add(
          new Attack(
              MISCONFIGURATION,
              "`" + method + " /v1/verifications`",
              target -> target.ask(method, "/v1/verifications")));
    }
    ask(
        all,
        "preflight of a foreign origin",
        "OPTIONS",
        "Origin: https://evil.example",
        "Access-Control-Request-Method: POST");
    ask(all, "`X-HTTP-Method-Override: POST`", "GET", "X-HTTP-Method-Override: POST");
    for (String header :
        List.of(
            "Origin: https://evil.example",
            "Accept: text/html",
            "Expect: 200-maybe",
            "Upgrade: h2c\r\n"
                + "Connection: Upgrade, HTTP2-Settings\r\n"
                + "HTTP2-Settings: AAMAAABkAAQAAP__",
            "X-Original-URL: /metrics",
            "X-Rewrite-URL: /metrics")) {
      all.add(
          new Attack(
              MISCONFIGURATION,
              "`" + header.replace("\r\n", "`, `") + "`",
              target -> target.verify(Requests.genuine(), header)));
    }
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "application/xml", "*/*")) {
      all.add(
          new Attack(
              MISCONFIGURATION,
              "`Content-Type: " + type + "`",
              target ->
                  target.application(
                      head("Content-Type: " + type, "Connection: close", length())
                          + Requests.genuine())));
    }
    wire(all, MISCONFIGURATION, "HTTP/0.9", "GET /v1/verifications\r\n\r\n");
    wire(all, MISCONFIGURATION, "HTTP/3.0 in plain text", "GET / HTTP/3.0\r\nHost: x\r\n\r\n");
    wire(all, MISCONFIGURATION, "HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    wire(
        all,
        MISCONFIGURATION,
        "TLS to a plain port",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n");
  }

  private static void smuggling(List<Attack> all) {
    String chunked = "0\r\n\r\n" + SMUGGLED;
    smuggle(
        all,
        "Content-Length and Transfer-Encoding",
        chunked,
        "Content-Length: 5",
        "Transfer-Encoding: chunked");
    smuggle(
        all,
        "Transfer-Encoding and Content-Length",
        chunked,
        "Transfer-Encoding: chunked",
        "Content-Length: 5");
    smuggle(
        all,
        "two Content-Lengths",
        SMUGGLED,
        "Content-Length: 0",
        "Content-Length: " + SMUGGLED.length());
    smuggle(all, "Content-Length: 0, 40", SMUGGLED, "Content-Length: 0, 40");
    smuggle(all, "Content-Length: +0", SMUGGLED, "Content-Length: +0");
    smuggle(all, "Content-Length: -1", SMUGGLED, "Content-Length: -1");
    smuggle(all, "Content-Length: 0x0", SMUGGLED, "Content-Length: 0x0");
    smuggle(all, "Content-Length over 64 bits", SMUGGLED, "Content-Length: 18446744073709551616");
    smuggle(all, "Content-Length without a number", SMUGGLED, "Content-Length:");
    smuggle(all, "Transfer-Encoding: xchunked", chunked, "Transfer-Encoding: xchunked");
    smuggle(
        all,
        "Transfer-Encoding: chunked, identity",
        chunked,
        "Transfer-Encoding: chunked, identity");
    smuggle(
        all,
        "Transfer-Encoding: chunked twice",
        chunked,
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked");
    smuggle(all, "Transfer-Encoding in quotes", chunked, "Transfer-Encoding: \"chunked\"");
    smuggle(all, "a space before the colon", chunked, "Transfer-Encoding : chunked");
    smuggle(all, "a folded header", chunked, "Transfer-Encoding:\r\n chunked");
    smuggle(all, "a vertical tab", chunked, "Transfer-Encoding: \u000bchunked");
    smuggle(all, "a NUL in a header", chunked, "X: a\u0000b", "Content-Length: 0");
    smuggle(
        all,
        "a bare CR in a header",
        chunked,
        "X: a\rTransfer-Encoding: chunked",
        "Content-Length: 0");
    smuggle(all, "a header without a name", chunked, ": x", "Content-Length: 0");
    smuggle(all, "two Hosts", SMUGGLED, "Host: other", "Content-Length: 0");
    chunks(all, "a chunk's size over 64 bits", "FFFFFFFFFFFFFFFFF\r\n");
    chunks(all, "a negative chunk", "-1\r\n");
    chunks(all, "a chunk's size as 0x5", "0x5\r\nabcde\r\n0\r\n\r\n");
    chunks(all, "a chunk longer than it says", "1\r\nabc\r\n0\r\n\r\n");
    chunks(all, "a chunk that ends with a bare LF", "5\nabcde\n0\n\n");
    chunks(all, "chunk extensions", "5;a=\"b\"\r\nabcde\r\n0\r\n\r\n");
    wire(all, SMUGGLING, "no Host", "GET /health HTTP/1.1\r\n\r\n");
    wire(
        all,
        SMUGGLING,
        "lines that end with a bare LF",
        "POST /v1/verifications HTTP/1.1\nHost: x\nContent-Length: 0\n\n" + SMUGGLED);
    wire(
        all,
        SMUGGLING,
        "a space before the first header",
        "GET /health HTTP/1.1\r\n Host: x\r\n\r\n" + SMUGGLED);
    wire(
        all,
        SMUGGLING,
        "HTTP/1.0 with chunks",
        "POST /v1/verifications HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
            + chunked);
  }

  private static void smuggle(List<Attack> all, String input, String rest, String... headers) {
    List<String> lines = new ArrayList<>(List.of(headers));
    lines.add(0, "Content-Type: application/json");
    all.add(
        new Attack(
            SMUGGLING,
            input,
            target -> target.application(head(lines.toArray(String[]::new)) + rest)));
  }

  private static void chunks(List<Attack> all, String input, String chunks) {
    smuggle(all, input, chunks + SMUGGLED, "Transfer-Encoding: chunked", "Connection: close");
  }

  private static void wire(List<Attack> all, AttackClass kind, String input, String bytes) {
    all.add(new Attack(kind, input, target -> target.application(bytes)));
  }

  private static void ask(List<Attack> all, String input, String method, String... headers) {
    all.add(
        new Attack(
            MISCONFIGURATION, input, target -> target.ask(method, "/v1/verifications", headers)));
  }

  private static String length() {
    return "Content-Length: " + Requests.genuine().length();
  }

  private static String head(String... lines) {
    return "POST /v1/verifications HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "
        + TestGateway.API_KEY
        + "\r\n"
        + String.join("\r\n", lines)
        + "\r\n\r\n";
  }
}
