package io.kycgateway.verification;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to verify; valid by construction through {@link RequestReader}.
 *
 * @param sessionId a UUID in lower case, the client's or a new one
 * @param document evidence that has a {@code type} and a {@code country}
 */
public record VerificationRequest(
    String sessionId,
    @Nullable String deviceId,
    Evidence selfie,
    Evidence document,
    Map<String, String> metadata) {

  public VerificationRequest {
    metadata = Map.copyOf(metadata);
  }

  /** Shows the session only: everything else may be personal data. */
  @Override
  public String toString() {
    return "VerificationRequest[sessionId=" + sessionId + "]";
  }
}
