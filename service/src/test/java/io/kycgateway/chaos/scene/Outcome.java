package io.kycgateway.chaos.scene;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;

/**
 * What a client saw.
 *
 * @param text status and decision or problem code, or what happened to the connection
 * @param verification the id of the verification that the response belongs to; empty: none
 * @param status of that verification as kyc_verifications_total has it
 * @param replayed whether the response is one that was kept for an Idempotency-Key
 */
public record Outcome(String text, String verification, String status, boolean replayed) {
  /** The answer of a gateway whose modules are all well. */
  public static final String VERIFIED = "200 VERIFIED";

  /** What a required module's failure is to the client. */
  public static final String MODULE_FAILED = "502 module_failed";

  /** A decision without the optional module. */
  public static final String MANUAL_REVIEW = "200 MANUAL_REVIEW";

  /** What is beyond the limit in flight. */
  public static final String OVERLOADED = "503 overloaded";

  /** Nothing listens: the request was not accepted. */
  public static final String REFUSED = "connection refused";

  /** The connection ended, or stayed silent, without a response: an accepted request is lost. */
  public static final String LOST = "no response";

  /** An Idempotency-Key whose response was not kept has another verification. */
  public static final String DOUBLED = "another verification for the same key";

  private static final Outcome NOT_ACCEPTED = new Outcome(REFUSED, "", "", false);
  private static final Outcome UNANSWERED = new Outcome(LOST, "", "", false);

  /** The connection was not accepted. */
  public static Outcome refused() {
    return NOT_ACCEPTED;
  }

  /** There was no response. */
  public static Outcome lost() {
    return UNANSWERED;
  }

  /** Of a response. */
  public static Outcome of(RawHttp.Answer answer) {
    String type = answer.headers().getOrDefault("content-type", "");
    if (!type.contains("json") || answer.body().isEmpty()) {
      return new Outcome("" + answer.status(), "", "", false);
    }
    JsonNode json = Problems.json(answer.body());
    boolean isProblem = type.startsWith("application/problem+json");
    String detail = json.path(isProblem ? "code" : "status").asText();
    String verification = json.path("verification_id").asText("");
    return new Outcome(
        answer.status() + " " + detail,
        verification,
        verification.isEmpty() ? "" : isProblem ? "ERROR" : detail,
        answer.headers().containsKey("idempotent-replayed"));
  }

  /** Full success. */
  public boolean isVerified() {
    return text.equals(VERIFIED);
  }
}
