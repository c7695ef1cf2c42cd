package io.kycgateway.verification;

import org.jspecify.annotations.Nullable;

/**
 * A piece of evidence: a reference ({@code uri}) or inline ({@code data}, base64, with {@code
 * mediaType}), never both. Forwarded to the modules verbatim; never stored, never printed.
 */
public record Evidence(
    @Nullable String uri,
    @Nullable String data,
    @Nullable String mediaType,
    @Nullable String type,
    @Nullable String country) {

  @Override
  public String toString() {
    return uri != null ? "Evidence[by reference]" : "Evidence[inline]";
  }
}
