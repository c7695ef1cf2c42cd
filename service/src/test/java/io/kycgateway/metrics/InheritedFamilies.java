package io.kycgateway.metrics;

import java.util.List;

/**
 * The families that the replaced gateway exposed, as its dashboards know them, written down a
 * second time so that a change of the catalogue alone does not pass.
 */
final class InheritedFamilies {
  /**
   * An inherited family.
   *
   * @param labels each a name, or a name with its closed set: {@code name: value value}
   * @param bounds as a scrape spells them, without {@code +Inf}
   */
  record Inherited(String name, String type, List<String> labels, String bounds) {}

  private static final String MODULE = "module: liveness ocr face_match antifraud decision";

  static final List<Inherited> ALL =
      List.of(
          new Inherited(
              "kyc_verification_duration_seconds",
              "histogram",
              List.of(),
              "1.0 2.0 4.0 6.0 8.0 10.0 15.0"),
          new Inherited(
              "kyc_module_duration_seconds", "histogram", List.of(MODULE), "0.5 1.0 2.0 4.0 8.0"),
          new Inherited(
              "kyc_verifications_total",
              "counter",
              List.of("status: VERIFIED REJECTED MANUAL_REVIEW ERROR"),
              ""),
          new Inherited(
              "kyc_liveness_failures_total",
              "counter",
              List.of("attack_type: photo screen mask deepfake other"),
              ""),
          new Inherited("kyc_active_sessions", "gauge", List.of(), ""),
          new Inherited(
              "kyc_rate_limit_hits_total",
              "counter",
              List.of("endpoint", "reason: ip_limit device_limit session_limit"),
              ""),
          new Inherited(
              "http_requests_total",
              "counter",
              List.of("handler", "method", "status: 2xx 3xx 4xx 5xx"),
              ""),
          new Inherited(
              "http_request_duration_seconds",
              "histogram",
              List.of("handler", "method"),
              "0.1 0.5 1.0 2.0 4.0 8.0"),
          new Inherited(
              "http_request_duration_highr_seconds",
              "histogram",
              List.of(),
              "0.01 0.025 0.05 0.075 0.1 0.25 0.5 0.75 1.0 1.5 2.0 2.5 3.0 3.5 4.0 4.5 5.0 7.5 10.0"
                  + " 30.0 60.0"),
          new Inherited("http_request_size_bytes", "summary", List.of("handler"), ""),
          new Inherited("http_response_size_bytes", "summary", List.of("handler"), ""));

  private InheritedFamilies() {}
}
