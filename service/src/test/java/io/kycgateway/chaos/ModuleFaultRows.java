package io.kycgateway.chaos;

import static io.kycgateway.chaos.scene.Outcome.MANUAL_REVIEW;
import static io.kycgateway.chaos.scene.Outcome.MODULE_FAILED;
import static io.kycgateway.chaos.scene.Outcome.VERIFIED;

import io.kycgateway.testing.FaultServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a module does at the level of sockets and of HTTP: ocr, which is required, and antifraud.
 */
final class ModuleFaultRows {
  private static final String GROUP = "A module: sockets and HTTP";
  private static final String CALLS = "kyc_module_calls_total{module=\"ocr\",outcome=\"%s\"}";
  private static final String GOOD = "{\"score\": 0.9}";

  private ModuleFaultRows() {}

  /** Makes a module faulty. */
  @FunctionalInterface
  private interface Break {
    void now(FaultServer module) throws Exception;
  }

  static List<Fault> all() {
    List<Fault> all = new ArrayList<>();
    all.add(failed("hung", "reads requests and never answers", "timeout", FaultServer::beSilent));
    all.add(failed("stalling", "answers in part, then no more", "timeout", FaultServer::stall));
    all.add(failed("dripping", "answers a byte every 20 ms", "timeout", FaultServer::drip));
    // An error or a timeout, whichever of the two limits is reached first.
    all.add(
        failed("backlog full", "accepts no connection", "error", FaultServer::fillBacklog)
            .counts(CALLS.formatted("rejected")));
    all.add(failed("refusing", "does not listen", "error", FaultServer::refuse));
    all.add(failed("reset", "resets when it has read", "error", FaultServer::resetConnections));
    all.add(
        failed(
            "reset in mid-body", "resets within its body", "error", FaultServer::resetInMidBody));
    all.add(
        failed(
            "huge answer",
            "answers with 100 GB, announced",
            "error",
            module -> module.flood(true)));
    all.add(
        failed(
            "endless answer",
            "answers with chunks without end",
            "error",
            module -> module.flood(false)));
    answer(
        all, "length too long", "a length of 5,000 for 14 bytes", ok("Content-Length: 5000", GOOD));
    answer(all, "length too short", "a length of 5 for 14 bytes", ok("Content-Length: 5", GOOD));
    answer(all, "length negative", "`Content-Length: -1`", ok("Content-Length: -1", GOOD));
    answer(all, "not HTTP", "a line of text", "I am a teapot, short and stout\r\n\r\n");
    answer(all, "TLS", "a TLS alert", "\u0015\u0003\u0001\u0000\u0002\u0002\u0016");
    answer(all, "500", "status 500", status("500 Internal Server Error", ""));
    answer(
        all,
        "429",
        "status 429 with `Retry-After: 1`",
        status("429 Too Many Requests", "Retry-After: 1\r\n"));
    answer(all, "malformed", "HTML and status 200", ok("Content-Length: 13", "<html></html>"));
    answer(all, "wrong score", "a score of 7", ok("Content-Length: 12", "{\"score\": 7}"));
    all.addAll(partial());
    return all;
  }

  // Some of its answers are good, or the decision is made without it.
  private static List<Fault> partial() {
    String good = ok("Content-Length: " + GOOD.length(), GOOD);
    String bad = status("500 Internal Server Error", "");
    AtomicInteger count = new AtomicInteger();
    return List.of(
        ocr(
                "half failing",
                "answers every second request with 500",
                module ->
                    module.answerByBody(body -> count.incrementAndGet() % 2 == 0 ? good : bad))
            .promises(VERIFIED, MODULE_FAILED)
            .counts(CALLS.formatted("error"), CALLS.formatted("success"))
            .alerts("ModuleFailing", "AvailabilityBudgetBurn"),
        ocr(
                "flapping",
                "is well for 300 ms, then answers 500 for 300 ms, and so on",
                module ->
                    module.answerByBody(
                        body -> System.nanoTime() / 300_000_000 % 2 == 0 ? good : bad))
            .promises(VERIFIED, MODULE_FAILED)
            .counts(CALLS.formatted("error"), CALLS.formatted("success"))
            .alerts("ModuleFailing", "AvailabilityBudgetBurn"),
        // A status that says nothing about the module's health opens no circuit.
        ocr(
                "redirect",
                "answers with 302 to an address within",
                module -> module.answer(status("302 Found", "Location: http://127.0.0.1:1/\r\n")))
            .promises(MODULE_FAILED)
            .counts(CALLS.formatted("error"))
            .alerts("ModuleFailing"),
        ocr(
                "answering twice",
                "sends two responses for each request",
                module -> module.answer(good + good))
            .promises(VERIFIED)
            .counts(CALLS.formatted("success")),
        Fault.of(GROUP, "optional module hung", "antifraud reads requests and never answers")
            .promises(MANUAL_REVIEW)
            .counts(
                "kyc_degraded_verifications_total{module=\"antifraud\"}",
                "kyc_module_calls_total{module=\"antifraud\",outcome=\"timeout\"}")
            .alerts("VerificationsDegraded", "ModuleFailing", "ModuleCircuitOpen")
            .by(
                scene -> {
                  scene.modules().antifraud().beSilent();
                  return scene.modules().antifraud()::recover;
                }));
  }

  private static void answer(List<Fault> all, String name, String how, String bytes) {
    all.add(failed(name, "answers with " + how, "error", module -> module.answer(bytes)));
  }

  private static Fault failed(String name, String how, String outcome, Break what) {
    return ocr(name, how, what)
        .promises(MODULE_FAILED)
        .counts(CALLS.formatted(outcome), CALLS.formatted("rejected"))
        .alerts("ModuleFailing", "ModuleCircuitOpen");
  }

  private static Fault ocr(String name, String how, Break what) {
    return Fault.of(GROUP, name, "ocr " + how)
        .by(
            scene -> {
              what.now(scene.modules().ocr());
              return scene.modules().ocr()::recover;
            });
  }

  private static String ok(String header, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + header
        + "\r\n\r\n"
        + body;
  }

  private static String status(String line, String header) {
    return "HTTP/1.1 " + line + "\r\nConnection: close\r\nContent-Length: 0\r\n" + header + "\r\n";
  }
}
