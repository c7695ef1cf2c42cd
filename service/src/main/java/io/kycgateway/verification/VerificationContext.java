package io.kycgateway.verification;

import org.jspecify.annotations.Nullable;

/**
 * What surrounds a verification and is passed to every module.
 *
 * @param requestId the caller's {@code X-Request-ID} or a new one
 * @param span the operation that the verification is, or is a part of
 * @param clientIp the client's address as text; absent for the batch. Personal data
 */
public record VerificationContext(
    Channel channel, String requestId, Span span, @Nullable String clientIp) {

  /** The same within a part of its operation. */
  public VerificationContext within(Span part) {
    return new VerificationContext(channel, requestId, part, clientIp);
  }

  /** Leaves the client's address out. */
  @Override
  public String toString() {
    return "VerificationContext[channel=" + channel + ", requestId=" + requestId + "]";
  }
}
