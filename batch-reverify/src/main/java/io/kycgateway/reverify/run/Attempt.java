package io.kycgateway.reverify.run;

import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.pipeline.VerificationOutcome;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.verification.ModuleName;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The result of one attempt to verify a record, classified by what to do next. */
sealed interface Attempt {

  /** A decision: the record has its result. */
  record Decided(Decision decision) implements Attempt {}

  /**
   * A transient failure: another attempt may succeed.
   *
   * @param retryAfter the module's {@code Retry-After}, if it sent one
   * @param isOverload whether it indicates that a module is overloaded
   */
  record Transient(String detail, @Nullable Duration retryAfter, boolean isOverload)
      implements Attempt {}

  /**
   * Rejected by the open circuit of a module. The record was not sent, so this uses up none of its
   * retries.
   *
   * @param retryAfter time until the circuit lets a trial call through
   */
  record CircuitOpen(String detail, Duration retryAfter) implements Attempt {}

  /** A permanent failure: another attempt would fail too. */
  record Permanent(String detail) implements Attempt {}

  /** Cancelled because the run stops; the record stays unprocessed. */
  record Cancelled() implements Attempt {}

  /** Classifies an outcome of the pipeline. */
  static Attempt of(VerificationOutcome outcome) {
    if (outcome instanceof Decision decision) {
      return new Decided(decision);
    }
    if (outcome instanceof ModuleFailed failed) {
      return of(failed.module(), failed.failure());
    }
    if (outcome instanceof DeadlineExceeded exceeded) {
      return new Transient(
          "deadline exceeded, waiting for "
              + exceeded.waitingFor().stream()
                  .map(ModuleName::wireName)
                  .collect(Collectors.joining(", ")),
          null,
          true);
    }
    if (outcome instanceof Shed) {
      return new Cancelled();
    }
    Throwable cause = outcome instanceof InternalError error ? error.cause() : null;
    return new Permanent(
        "internal error" + (cause == null ? "" : ": " + cause.getClass().getSimpleName()));
  }

  private static Attempt of(ModuleName module, ModuleFailure failure) {
    String detail =
        module.wireName() + ": " + failure.kind().wireName() + " (" + failure.detail() + ")";
    return switch (failure.kind()) {
      case TIMEOUT -> new Transient(detail, null, true);
      case UNREACHABLE -> new Transient(detail, null, false);
      case REJECTED ->
          failure.retryAfter() == null
              ? new Transient(detail, null, false)
              : new CircuitOpen(detail, failure.retryAfter());
      case STATUS -> ofStatus(detail, failure);
      case INVALID_RESPONSE, CANCELLED -> new Permanent(detail);
    };
  }

  private static Attempt ofStatus(String detail, ModuleFailure failure) {
    return switch (failure.detail()) {
      case "429", "503" -> new Transient(detail, failure.retryAfter(), true);
      case "408" -> new Transient(detail, failure.retryAfter(), false);
      default ->
          failure.detail().startsWith("5")
              ? new Transient(detail, failure.retryAfter(), false)
              : new Permanent(detail);
    };
  }
}
