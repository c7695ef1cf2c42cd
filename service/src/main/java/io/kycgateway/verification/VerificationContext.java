package io.kycgateway.verification;

import org.jspecify.annotations.Nullable;

/**
 * What surrounds a verification and is passed to every module.
 *
 * @param requestId the caller's {@code X-Request-ID} or a new one
 * @param clientIp the client's address as text; absent for the batch. Personal data
 */
public record VerificationContext(
    Channel channel, String requestId, TraceContext trace, @Nullable String clientIp) {

  /** Leaves the client's address out. */
  @Override
  public String toString() {
    return "VerificationContext[channel=" + channel + ", requestId=" + requestId + "]";
  }
}
