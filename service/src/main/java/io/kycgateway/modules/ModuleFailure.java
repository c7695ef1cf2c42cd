package io.kycgateway.modules;

import java.util.Locale;

/**
 * Why a module gave no usable answer.
 *
 * @param detail for the log: a status or a rule that was broken, never a part of the answer
 */
public record ModuleFailure(Kind kind, String detail) {

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
    /** Refused on our side before any call: no thread or connection was free. */
    REJECTED,
    /** Given up on our side, because the outcome was already known. */
    CANCELLED;

    /** The name in problem documents and logs. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ModuleFailure invalid(String detail) {
    return new ModuleFailure(Kind.INVALID_RESPONSE, detail);
  }
}
