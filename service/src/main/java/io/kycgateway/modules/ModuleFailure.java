package io.kycgateway.modules;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a module gave no usable answer.
 *
 * @param detail for the log: a rule that was broken or, of a {@link Kind#STATUS}, the status in
 *     digits; never a part of the answer
 * @param retryAfter how long the module asked not to be called again, or how long its circuit stays
 *     open; null if neither
 */
public record ModuleFailure(Kind kind, String detail, @Nullable Duration retryAfter) {

  /** A failure that says nothing of when to try again. */
  public ModuleFailure(Kind kind, String detail) {
    this(kind, detail, null);
  }

  /** What went wrong, coarsely enough for a client to act on. */
  public enum Kind {
    /** No connection, or one that broke before an answer began: worth another attempt. */
    UNREACHABLE,
    /** Not answered within the module's timeout or the verification's deadline. */
    TIMEOUT,
    /** A status other than 2xx. */
    STATUS,
    /** Not what the module protocol allows, or more of it than we read. */
    INVALID_RESPONSE,
    /** Refused on our side before any call: its circuit is open, or nothing was free to call it. */
    REJECTED,
    /** Given up on our side, because the outcome was already known. */
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
