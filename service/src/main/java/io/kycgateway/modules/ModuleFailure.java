package io.kycgateway.modules;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a module gave no usable response.
 *
 * @param detail for the log: the violated rule or, of a {@link Kind#STATUS}, the status in digits;
 *     never a part of the response
 * @param retryAfter the module's {@code Retry-After}, or how long its circuit stays open; null if
 *     neither
 */
public record ModuleFailure(Kind kind, String detail, @Nullable Duration retryAfter) {

  /** A failure without a time after which to try again. */
  public ModuleFailure(Kind kind, String detail) {
    this(kind, detail, null);
  }

  /** The kind of failure, coarse enough for a client to act on. */
  public enum Kind {
    /** No connection, or one that broke before a response began: worth another attempt. */
    UNREACHABLE,
    /** No response within the module's timeout or the verification's deadline. */
    TIMEOUT,
    /** A status other than 2xx. */
    STATUS,
    /** A response that violates the module protocol or exceeds the size limit. */
    INVALID_RESPONSE,
    /** Rejected before any attempt: the circuit is open, or no thread or connection was free. */
    REJECTED,
    /** Cancelled, because the outcome was already known. */
    CANCELLED;

    /** The name in problem documents and logs. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static ModuleFailure invalid(String detail) {
    return new ModuleFailure(Kind.INVALID_RESPONSE, detail);
  }
}
