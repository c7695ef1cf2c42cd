package io.kycgateway.idempotency;

import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import java.util.List;

/** The metric families of idempotent requests. */
public final class IdempotencyMetrics {
  static final Family REQUESTS =
      Family.counter(
          "kyc_idempotent_requests_total",
          "Requests with an Idempotency-Key by result: new, replayed, conflict (original in"
              + " flight), mismatch (key reused with another body).",
          Label.closed("result", IdempotencyService.Result.values()));

  static final Family BACKEND_ERRORS =
      Family.counter(
          "kyc_idempotency_backend_errors_total",
          "Failed requests to the shared idempotency store; local storage was used instead.");

  public static final List<Family> FAMILIES = List.of(REQUESTS, BACKEND_ERRORS);

  private IdempotencyMetrics() {}
}
