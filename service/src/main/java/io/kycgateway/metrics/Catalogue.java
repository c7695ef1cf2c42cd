package io.kycgateway.metrics;

import static io.kycgateway.metrics.Family.counter;
import static io.kycgateway.metrics.Family.gauge;
import static io.kycgateway.metrics.Family.histogram;
import static io.kycgateway.metrics.Family.info;
import static io.kycgateway.metrics.Family.summary;
import static io.kycgateway.metrics.Source.GATEWAY;
import static io.kycgateway.metrics.Source.PIPELINE;
import static io.kycgateway.metrics.Source.SIMULATOR;

import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every metric family that this product exposes; what is not here is not exposed. Tests hold the
 * live scrape and README's table against it.
 */
public final class Catalogue {
  /** The route template of verifications, as a label value. */
  public static final String VERIFICATIONS_ROUTE = "/v1/verifications";

  /** The route template of the probes, as a label value. */
  public static final String HEALTH_ROUTE = "/health";

  /** The handler of every path that is no route of ours. */
  public static final String NO_ROUTE = "none";

  /** The method label of every method that HTTP does not know. */
  public static final String OTHER_METHOD = "_OTHER";

  static final double[] VERIFICATION_BOUNDS = {1, 2, 4, 6, 8, 10, 15};
  private static final double[] MODULE_BOUNDS = {0.5, 1, 2, 4, 8};
  private static final double[] SCORE_BOUNDS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
  private static final double[] HTTP_BOUNDS = {0.1, 0.5, 1, 2, 4, 8};
  private static final double[] HTTP_HIGHR_BOUNDS = {
    0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30,
    60
  };

  private static final Label MODULE = Label.closed("module", ModuleName.values());
  private static final Label HANDLER =
      Label.closed("handler", VERIFICATIONS_ROUTE, HEALTH_ROUTE, NO_ROUTE);
  private static final Label METHOD =
      Label.closed(
          "method", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", OTHER_METHOD);
  private static final Label ENDPOINT = Label.closed("endpoint", VERIFICATIONS_ROUTE);

  public static final Family VERIFICATION_DURATION =
      histogram(
          PIPELINE,
          "kyc_verification_duration_seconds",
          "Time from an accepted verification to its outcome, whatever the outcome.",
          VERIFICATION_BOUNDS);

  public static final Family MODULE_DURATION =
      histogram(
          PIPELINE,
          "kyc_module_duration_seconds",
          "Time of one module from its first attempt to its last, when it answered, failed or timed"
              + " out.",
          MODULE_BOUNDS,
          MODULE);

  public static final Family VERIFICATIONS =
      counter(
          PIPELINE,
          "kyc_verifications_total",
          "Accepted verifications by outcome, exactly one each.",
          Label.closed("status", Status.values()));

  public static final Family LIVENESS_FAILURES =
      counter(
          PIPELINE,
          "kyc_liveness_failures_total",
          "Presentation attacks that liveness detected, by type; unknown types count as other.",
          Label.closed("attack_type", AttackType.values()).foldingTo(AttackType.OTHER));

  public static final Family ACTIVE_SESSIONS =
      gauge(
          PIPELINE,
          "kyc_active_sessions",
          "Verifications in flight: accepted and without an outcome yet.");

  public static final Family RATE_LIMIT_HITS =
      counter(
          GATEWAY,
          "kyc_rate_limit_hits_total",
          "Requests refused by rate limiting, by the limit that they hit.",
          ENDPOINT,
          Label.closed("reason", "ip_limit", "device_limit", "session_limit"));

  public static final Family RATE_LIMIT_DECISIONS =
      counter(
          GATEWAY,
          "kyc_rate_limit_decisions_total",
          "Requests that rate limits were applied to, by what came of it.",
          ENDPOINT,
          Label.closed("decision", "allowed", "blocked"));

  public static final Family RATE_LIMIT_BACKEND_ERRORS =
      counter(
          GATEWAY,
          "kyc_rate_limit_backend_errors_total",
          "Questions to the shared store of rate limits that it did not answer; this process stood"
              + " in.");

  public static final Family HTTP_REQUESTS =
      counter(
          GATEWAY,
          "http_requests_total",
          "HTTP requests answered on the application connector, by class of status.",
          HANDLER,
          METHOD,
          Label.closed("status", "2xx", "3xx", "4xx", "5xx"));

  public static final Family HTTP_REQUEST_DURATION =
      histogram(
          GATEWAY,
          "http_request_duration_seconds",
          "Time to answer an HTTP request, by route.",
          HTTP_BOUNDS,
          HANDLER,
          METHOD);

  public static final Family HTTP_REQUEST_DURATION_HIGHR =
      histogram(
          GATEWAY,
          "http_request_duration_highr_seconds",
          "Time to answer an HTTP request, over all routes, in many buckets.",
          HTTP_HIGHR_BOUNDS);

  public static final Family HTTP_REQUEST_SIZE =
      summary(
          GATEWAY,
          "http_request_size_bytes",
          "Bytes of HTTP request bodies that were read.",
          HANDLER);

  public static final Family HTTP_RESPONSE_SIZE =
      summary(GATEWAY, "http_response_size_bytes", "Bytes of HTTP response bodies.", HANDLER);

  public static final Family MODULE_CALLS =
      counter(
          PIPELINE,
          "kyc_module_calls_total",
          "How each module ended in each verification, exactly one per module and verification.",
          MODULE,
          Label.closed(
              "outcome", "success", "error", "timeout", "rejected", "cancelled", "skipped"));

  public static final Family MODULE_ATTEMPTS =
      counter(
          PIPELINE,
          "kyc_module_attempts_total",
          "HTTP attempts to call a module.",
          MODULE,
          Label.closed("kind", "first", "retry"));

  public static final Family MODULE_INFLIGHT =
      gauge(PIPELINE, "kyc_module_inflight", "Module calls in flight.", MODULE);

  public static final Family MODULE_CIRCUIT_STATE =
      gauge(
          PIPELINE,
          "kyc_module_circuit_state",
          "Whether the module is called: 0 closed, it is; 1 half open, tried; 2 open, not for now.",
          MODULE);

  public static final Family MODULE_SCORE =
      histogram(
          PIPELINE,
          "kyc_module_score",
          "Scores that modules gave; for decision, its confidence.",
          SCORE_BOUNDS,
          MODULE);

  public static final Family LIVENESS_CHECKS =
      counter(
          PIPELINE,
          "kyc_liveness_checks_total",
          "Liveness checks that were answered, by result.",
          Label.closed("result", "live", "attack"));

  public static final Family DEGRADED_VERIFICATIONS =
      counter(
          PIPELINE,
          "kyc_degraded_verifications_total",
          "Verifications decided without that module.",
          MODULE);

  public static final Family REQUESTS_SHED =
      counter(
          PIPELINE,
          "kyc_requests_shed_total",
          "Requests refused with 503 before a verification began.",
          Label.closed("reason", "capacity", "shutdown"));

  public static final Family METRIC_LABEL_OVERFLOW =
      counter(
          PIPELINE,
          "kyc_metric_label_overflow_total",
          "Label values outside their closed set that were folded to other.",
          Label.closed("metric", "kyc_liveness_failures_total"));

  public static final Family ADMIN_AUTH_FAILURES =
      counter(
          GATEWAY,
          "kyc_admin_auth_failures_total",
          "Requests to the admin connector refused for missing or wrong credentials.");

  public static final Family API_AUTH_FAILURES =
      counter(
          GATEWAY,
          "kyc_api_auth_failures_total",
          "API requests refused for a missing or wrong API key.");

  public static final Family IDEMPOTENT_REQUESTS =
      counter(
          GATEWAY,
          "kyc_idempotent_requests_total",
          "Requests with an Idempotency-Key: new ones, repeated ones that got the answer again, and"
              + " refused ones, in flight or of another body.",
          Label.closed("result", "new", "replayed", "conflict", "mismatch"));

  public static final Family IDEMPOTENCY_BACKEND_ERRORS =
      counter(
          GATEWAY,
          "kyc_idempotency_backend_errors_total",
          "Times that the shared store did not answer and this process kept idempotency keys by"
              + " itself.");

  public static final Family SIMULATOR_ENABLED =
      gauge(
          GATEWAY,
          "kyc_simulator_enabled",
          "1 while simulated modules answer, which must never be so in production.");

  public static final Family BUILD_INFO =
      info(
          GATEWAY,
          "kyc_build_info",
          "Always 1; the labels say which build this is and what it runs on.",
          Label.open("version"),
          Label.open("revision"),
          Label.open("java_version"));

  public static final Family SIMULATED_RESPONSES =
      counter(
          SIMULATOR,
          "kyc_simulated_responses_total",
          "Calls that the simulated module took, by how it answered.",
          MODULE,
          Label.closed(
              "response", "genuine", "attack", "error", "garbage", "huge", "stalled", "dropped"));

  public static final Family SIMULATED_DELAY =
      histogram(
          SIMULATOR,
          "kyc_simulated_delay_seconds",
          "Time that the simulated module took to answer, on purpose.",
          new double[] {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 10},
          MODULE);

  private static final List<Family> ALL =
      Stream.of(
              List.of(
                  VERIFICATION_DURATION,
                  MODULE_DURATION,
                  VERIFICATIONS,
                  LIVENESS_FAILURES,
                  ACTIVE_SESSIONS,
                  RATE_LIMIT_HITS,
                  RATE_LIMIT_DECISIONS,
                  RATE_LIMIT_BACKEND_ERRORS,
                  HTTP_REQUESTS,
                  HTTP_REQUEST_DURATION,
                  HTTP_REQUEST_DURATION_HIGHR,
                  HTTP_REQUEST_SIZE,
                  HTTP_RESPONSE_SIZE,
                  MODULE_CALLS,
                  MODULE_ATTEMPTS,
                  MODULE_INFLIGHT,
                  MODULE_CIRCUIT_STATE,
                  MODULE_SCORE,
                  LIVENESS_CHECKS,
                  DEGRADED_VERIFICATIONS,
                  REQUESTS_SHED,
                  METRIC_LABEL_OVERFLOW,
                  ADMIN_AUTH_FAILURES,
                  API_AUTH_FAILURES,
                  IDEMPOTENT_REQUESTS,
                  IDEMPOTENCY_BACKEND_ERRORS,
                  SIMULATOR_ENABLED,
                  BUILD_INFO,
                  SIMULATED_RESPONSES,
                  SIMULATED_DELAY),
              BatchFamilies.ALL,
              DropwizardFamilies.ALL,
              JvmFamilies.ALL)
          .flatMap(List::stream)
          .toList();

  private Catalogue() {}

  /** Every family. */
  public static List<Family> all() {
    return ALL;
  }

  /** The families that come from one of these sources. */
  public static List<Family> of(Source... sources) {
    List<Family> families = new ArrayList<>();
    for (Source source : sources) {
      ALL.stream().filter(f -> f.source() == source).forEach(families::add);
    }
    return Collections.unmodifiableList(families);
  }
}
