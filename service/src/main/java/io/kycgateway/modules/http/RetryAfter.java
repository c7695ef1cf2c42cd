package io.kycgateway.modules.http;

import java.time.Duration;
import java.time.Instant;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MessageHeaders;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After} (RFC 9110, 10.2.3), in seconds or as a date. */
final class RetryAfter {
  private static final int MAX_DIGITS = 9;

  private RetryAfter() {}

  /**
   * The response's {@code Retry-After}; null if absent or invalid. A date is relative to the
   * response's own {@code Date}, so that clock skew does not matter.
   */
  static @Nullable Duration of(MessageHeaders response) {
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    if (header == null || header.getValue() == null) {
      return null;
    }
    String value = header.getValue().strip();
    if (!value.isEmpty()
        && value.length() <= MAX_DIGITS
        && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    Instant until = DateUtils.parseStandardDate(value);
    Instant now = DateUtils.parseStandardDate(response, HttpHeaders.DATE);
    if (until == null || now == null) {
      return null;
    }
    return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
  }
}
