package io.kycgateway.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A decision as it is sent.
 *
 * @param json the response's body
 * @param headers the header fields that the response has for it, beside its media type
 */
@SuppressWarnings("ArrayRecordComponent") // Written once, never changed, never compared.
record VerificationAnswer(byte[] json, Map<String, String> headers) {
  static VerificationAnswer first(byte[] json) {
    return new VerificationAnswer(json, Map.of());
  }

  static VerificationAnswer replayed(String json) {
    return new VerificationAnswer(
        json.getBytes(StandardCharsets.UTF_8), Map.of("Idempotent-Replayed", "true"));
  }
}
