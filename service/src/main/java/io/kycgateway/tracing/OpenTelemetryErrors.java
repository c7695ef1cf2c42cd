package io.kycgateway.tracing;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with the {@code OTEL_*} variables, in a sentence that names the variable. The
 * library names its own properties, or none; what it says of endpoints and headers may hold a
 * credential and is left out.
 */
final class OpenTelemetryErrors {
  private static final String OTLP = "OTEL_EXPORTER_OTLP_";
  private static final Pattern PROPERTY = Pattern.compile("otel(\\.[a-z_]+)+");

  private record Rule(Pattern said, String sentence) {
    static Rule of(String said, String sentence) {
      return new Rule(Pattern.compile(said, Pattern.CASE_INSENSITIVE), sentence);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "header",
              OTLP + "HEADERS must be name=value, separated by commas, values percent-encoded"),
          Rule.of(
              "endpoint",
              OTLP
                  + "ENDPOINT (or "
                  + OTLP
                  + "TRACES_ENDPOINT) must be a URL such as http://collector:4318"),
          Rule.of(
              "protocol|GrpcSender",
              OTLP + "PROTOCOL (or " + OTLP + "TRACES_PROTOCOL) must be http/protobuf"),
          Rule.of("ratio must be", "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1"),
          Rule.of("compress", OTLP + "COMPRESSION must be gzip or none"),
          Rule.of(
              "certificate|client key|\\bTLS\\b|\\bPEM\\b",
              OTLP
                  + "CERTIFICATE, "
                  + OTLP
                  + "CLIENT_CERTIFICATE and "
                  + OTLP
                  + "CLIENT_KEY must be readable PEM files, the last two only together"),
          Rule.of("maxQueueSize", "OTEL_BSP_MAX_QUEUE_SIZE must be at least 1"),
          Rule.of("maxExportBatchSize", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE must be at least 1"),
          Rule.of("maxNumberOf|maxAttribute", "OTEL_SPAN_*_LIMIT must be at least 0"));

  private OpenTelemetryErrors() {}

  /** The sentence for what building the SDK threw. */
  static String sentence(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      String said = String.valueOf(e.getMessage());
      for (Rule rule : RULES) {
        if (rule.said().matcher(said).find()) {
          return rule.sentence();
        }
      }
      Matcher property = PROPERTY.matcher(said);
      if (property.find()) {
        String variable = property.group().toUpperCase(Locale.ROOT).replace('.', '_');
        return variable + ": " + property.replaceAll(Matcher.quoteReplacement(variable));
      }
    }
    return "one of the variables OTEL_* cannot be used: " + thrown.getClass().getSimpleName();
  }
}
