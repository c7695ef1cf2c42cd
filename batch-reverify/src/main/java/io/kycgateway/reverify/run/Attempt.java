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

/** What came of one attempt to verify a record, judged by what is to be done next. */
sealed interface Attempt {

  /** A decision: the record has its result. */
  record Decided(Decision decision) implements Attempt {}

  /**
   * A failure that may pass.
   *
   * @param retryAfter how long the module asked to be left alone, if it did
   * @param isOverload whether it says that a module has too much to do
   */
  record MayPass(String detail, @Nullable Duration retryAfter, boolean isOverload)
      implements Attempt {}

  /**
   * Not let through to a module: its circuit is open. Nothing was learned of the record, so it
   * costs none of its retries.
   *
   * @param retryAfter how long it is until the module may be tried again
   */
  record Refused(String detail, Duration retryAfter) implements Attempt {}

  /** A failure that another attempt would only repeat. */
  record Final(String detail) implements Attempt {}

  /** Given up because the run stops; the record stays as it was. */
  record Abandoned() implements Attempt {}

  /** Judges an outcome of the pipeline. */
  static Attempt of(VerificationOutcome outcome) {
    if (outcome instanceof Decision decision) {
      return new Decided(decision);
    }
    if (outcome instanceof ModuleFailed failed) {
      return of(failed.module(), failed.failure());
    }
    if (outcome instanceof DeadlineExceeded exceeded) {
      return new MayPass(
          "deadline exceeded, waiting for "
              + exceeded.waitingFor().stream()
                  .map(ModuleName::wireName)
                  .collect(Collectors.joining(", ")),
          null,
          true);
    }
    if (outcome instanceof Shed) {
      return new Abandoned();
    }
    Throwable cause = outcome instanceof InternalError error ? error.cause() : null;
    return new Final(
        "internal error" + (cause == null ? "" : ": " + cause.getClass().getSimpleName()));
  }

  private static Attempt of(ModuleName module, ModuleFailure failure) {
    String detail =
        "%s: %s (%s)".formatted(module.wireName(), failure.kind().wireName(), failure.detail());
    return switch (failure.kind()) {
      case TIMEOUT -> new MayPass(detail, null, true);
      case UNREACHABLE -> new MayPass(detail, null, false);
      case REJECTED ->
          failure.retryAfter() == null
              ? new MayPass(detail, null, false)
              : new Refused(detail, failure.retryAfter());
      case STATUS -> ofStatus(detail, failure);
      case INVALID_RESPONSE, CANCELLED -> new Final(detail);
    };
  }

  private static Attempt ofStatus(String detail, ModuleFailure failure) {
    return switch (failure.detail()) {
      case "429", "503" -> new MayPass(detail, failure.retryAfter(), true);
      case "408" -> new MayPass(detail, failure.retryAfter(), false);
      default ->
          failure.detail().startsWith("5")
              ? new MayPass(detail, failure.retryAfter(), false)
              : new Final(detail);
    };
  }
}
