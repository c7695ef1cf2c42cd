package io.kycgateway.simulator;

import io.kycgateway.common.WireName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated module does with a call.
 *
 * @param kind how it is counted
 * @param body what is sent; null: nothing
 */
record SimulatedAnswer(
    Kind kind, Duration delay, int status, String contentType, @Nullable String body) {

  enum Kind implements WireName {
    /** A valid answer. */
    GENUINE,
    /** A valid answer that reports a presentation attack. */
    ATTACK,
    /** Another status than 200. */
    ERROR,
    /** A body that violates the protocol. */
    GARBAGE,
    /** An oversized body. */
    HUGE,
    /** Half of a body; then the connection stalls. */
    STALLED,
    /** No answer: the connection is closed. */
    DROPPED
  }

  static SimulatedAnswer json(Kind kind, Duration delay, String body) {
    return new SimulatedAnswer(kind, delay, 200, "application/json", body);
  }

  static SimulatedAnswer error(Duration delay, int status) {
    return new SimulatedAnswer(
        Kind.ERROR, delay, status, "application/json", status == 204 ? null : "{}");
  }

  static SimulatedAnswer without(Kind kind, Duration delay) {
    return new SimulatedAnswer(kind, delay, 200, "application/json", null);
  }
}
