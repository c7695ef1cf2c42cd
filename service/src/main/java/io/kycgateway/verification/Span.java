package io.kycgateway.verification;

import java.util.List;

/**
 * One operation of a distributed trace. Most are not recorded: tracing is off, or the trace is not
 * sampled. A {@link TraceContext} is such a span, and what is recorded otherwise is nothing here.
 *
 * <p>No attribute may be personal data: its values are names, numbers and words of closed sets, and
 * the id of a verification.
 */
public interface Span {
  /** The span's ids, for headers, logs and exemplars. */
  TraceContext context();

  /** Whether it is recorded. What its attributes cost to compute is to be spent only then. */
  default boolean isRecorded() {
    return false;
  }

  /** Begins an operation of this process within this one. Without a record it is this one. */
  Span operation(String name);

  /** For the attempts of one call of another process within this operation. */
  Attempts attempts();

  /** Renames it, such as to what is known at its end only. */
  default void rename(String name) {}

  /** Adds an attribute. */
  default void put(String attribute, String value) {}

  /** Adds an attribute. */
  default void put(String attribute, long value) {}

  /** Adds an attribute. */
  default void put(String attribute, List<String> values) {}

  /**
   * Notes that the operation failed.
   *
   * @param errorType a word of a closed set or a status, the attribute {@code error.type}
   */
  default void fail(String errorType) {}

  /** Ends it; nothing may follow. */
  default void end() {}

  /** The attempts of one call, one after the other. */
  @FunctionalInterface
  interface Attempts {
    /**
     * Begins the next attempt; its ids are those to send. Without a record all attempts of a call
     * have the same ids.
     */
    Span begin(String name);
  }
}
