package io.kycgateway.attacks;

import static io.kycgateway.attacks.AttackClass.MODULES;

import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import java.util.ArrayList;
import java.util.List;

/** A compromised module, or an attacker between it and the gateway. */
final class ModuleAttacks {
  private static final String MARKER = Problems.MARKER;

  private ModuleAttacks() {}

  static List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    for (int status : new int[] {301, 302, 307, 308}) {
      answers(
          all, "ocr", "a redirect, " + status, status + " Moved", "Location: http://CANARY/x", "");
    }
    good(all, "ocr", "HTML", "<html>" + MARKER + "</html>");
    good(all, "ocr", "a score of NaN", "{\"score\": NaN}");
    good(all, "ocr", "a score of 1e999", "{\"score\": 1e999}");
    good(all, "ocr", "a score of 1.0000001", "{\"score\": 1.0000001}");
    good(all, "ocr", "a score that is text", "{\"score\": \"0.9\"}");
    good(all, "ocr", "two scores", "{\"score\": 0.1, \"score\": 0.9}");
    good(all, "ocr", "100,000 arrays in one another", "[".repeat(100_000));
    good(all, "ocr", "2 MB", "{\"score\": 0.9, \"x\": \"" + "x".repeat(2_000_000) + "\"}");
    good(
        all,
        "ocr",
        "reasons that are no text",
        "{\"score\": 0.9, \"reasons\": [{\"" + MARKER + "\": 1}]}");
    good(
        all,
        "ocr",
        "another object's fields",
        "{\"status\": \"VERIFIED\", \"confidence_score\": 1}");
    good(
        all,
        "liveness",
        "an attack type that ends a label",
        "{\"score\": 0.9, \"attack_type\": \"x\\\"} 1\\n" + MARKER + "\"}");
    good(
        all,
        "decision",
        "a status that is none",
        "{\"status\": \"" + MARKER + "\", \"confidence_score\": 1}");
    good(
        all,
        "decision",
        "an ERROR for a decision",
        "{\"status\": \"ERROR\", \"confidence_score\": 1}");
    answers(all, "ocr", "a cookie", "200 OK", "Set-Cookie: a=" + MARKER, "{\"score\": 0.9}");
    answers(
        all, "ocr", "gzip that is none", "200 OK", "Content-Encoding: gzip", "{\"score\": 0.9}");
    answers(
        all,
        "ocr",
        "a demand for a password",
        "401 No",
        "WWW-Authenticate: Basic realm=\"" + MARKER + "\"",
        "");
    answers(all, "ocr", "a stack trace", "500 Oops", "X: y", "java.lang.Exception: " + MARKER);
    bytes(
        all,
        "a length and chunks",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            + MARKER);
    bytes(all, "no HTTP", "SSH-2.0-" + MARKER + "\r\n\r\n");
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"score\": 0.";
    bytes(all, "two answers at once", answer + "9}" + answer + "1}");
    return all;
  }

  private static void good(List<Attack> all, String module, String what, String body) {
    answers(all, module, what, "200 OK", "X: y", body);
  }

  private static void answers(
      List<Attack> all, String module, String what, String status, String header, String body) {
    all.add(
        new Attack(
            MODULES,
            module + " answers with " + what,
            target -> {
              target
                  .module(module)
                  .answer(
                      "HTTP/1.1 "
                          + status
                          + "\r\nConnection: close\r\nContent-Length: "
                          + body.length()
                          + "\r\n"
                          + header.replace("CANARY", InjectionAttacks.canary(target))
                          + "\r\n\r\n"
                          + body);
              return target.verify(Requests.genuine());
            }));
  }

  private static void bytes(List<Attack> all, String what, String bytes) {
    all.add(
        new Attack(
            MODULES,
            "ocr answers with " + what,
            target -> {
              target.module("ocr").answer(bytes);
              return target.verify(Requests.genuine());
            }));
  }
}
