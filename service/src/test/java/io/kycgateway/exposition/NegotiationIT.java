package io.kycgateway.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_33_0.Metrics.Histogram;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_33_0.Metrics.MetricFamily;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scraper asks for is what it gets. */
class NegotiationIT {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
  private static final String DURATION = "kyc_verification_duration_seconds";

  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {"none", "text/plain", "*/*", "text/html", "application/json"})
  void accept_anythingElse_isAnsweredInTextFormat(String accept) throws Exception {
    HttpResponse<byte[]> response = scrape(gateway, "", accept, null);

    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(Scrape.parse(text(response.body())).types())
        .containsEntry(DURATION, "histogram")
        .containsEntry("kyc_verifications_total", "counter");
  }

  @Test
  void openMetrics_exemplars_carryTheTraceOfSampledRequestsOnly() {
    String unsampled = "4bf92f3577b34da6a3ce929d0e0e4730";
    String sampled = "4bf92f3577b34da6a3ce929d0e0e4736";
    verify(unsampled, "00");
    assertThat(openMetrics()).doesNotContain(unsampled);

    // The client keeps few exemplars, and not from every observation.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              verify(sampled, "01");
              return openMetrics()
                  .lines()
                  .anyMatch(l -> l.startsWith(DURATION + "_bucket") && l.contains(sampled));
            });

    String scrape = openMetrics();
    assertThat(scrape).endsWith("# EOF\n").doesNotContain(unsampled);
    assertThat(scrape)
        .containsPattern(
            DURATION
                + "_bucket\\{le=\"[^\"]+\"} \\d+ # \\{span_id=\"[0-9a-f]{16}\",trace_id=\""
                + sampled
                + "\"}");
    assertThat(scrape).contains("# TYPE kyc_verifications counter", "# TYPE kyc_build info");
  }

  @Test
  void protobuf_asked_isAnsweredWithClassicBucketsAndNoNativeOnes() throws Exception {
    verify("4bf92f3577b34da6a3ce929d0e0e4736", "00");
    HttpResponse<byte[]> response = scrape(gateway, "", PROTOBUF, null);

    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/vnd.google.protobuf");
    Histogram histogram = histogram(response.body());
    assertThat(histogram.getBucketList())
        .extracting(bucket -> bucket.getUpperBound())
        .containsExactly(1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0, Double.POSITIVE_INFINITY);
    assertThat(histogram.hasSchema()).isFalse();
    assertThat(histogram.getPositiveSpanCount()).isZero();
    assertThat(histogram.getSampleCount()).isPositive();
  }

  @Test
  void nativeHistograms_configured_areInProtobufBesideTheClassicBuckets() throws Exception {
    try (TestGateway withNative =
        TestGateway.start(Map.of("prometheus.nativeHistograms", "true"))) {
      withNative.verify(Requests.genuine());

      Histogram histogram = histogram(scrape(withNative, "", PROTOBUF, null).body());
      assertThat(histogram.hasSchema()).isTrue();
      assertThat(histogram.getPositiveSpanCount()).isPositive();
      assertThat(histogram.getBucketCount()).isEqualTo(8);
      assertThat(withNative.scrape().samples(DURATION + "_bucket")).hasSize(8);
    }
  }

  @Test
  void gzip_asked_compresses() throws Exception {
    HttpResponse<byte[]> plain = scrape(gateway, "", null, null);
    HttpResponse<byte[]> response = scrape(gateway, "", null, "gzip");

    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(response.body().length).isLessThan(plain.body().length / 5);
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(Scrape.parse(text(in.readAllBytes())).types()).containsKey(DURATION);
    }
  }

  @Test
  void names_filtered_areTheOnlyOnes() throws Exception {
    String query =
        "?name%5B%5D=kyc_verifications_total&name%5B%5D=kyc_active_sessions&name%5B%5D="
            + DURATION
            + "_count";

    Scrape scrape = Scrape.parse(text(scrape(gateway, query, null, null).body()));

    assertThat(scrape.types().keySet())
        .containsExactlyInAnyOrder("kyc_verifications_total", "kyc_active_sessions", DURATION);
  }

  @Test
  void names_unknown_leaveNothing() throws Exception {
    HttpResponse<byte[]> response = scrape(gateway, "?name%5B%5D=nothing", null, null);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  private static String openMetrics() {
    try {
      HttpResponse<byte[]> response = scrape(gateway, "", OPEN_METRICS, null);
      assertThat(response.headers().firstValue("content-type").orElseThrow())
          .startsWith("application/openmetrics-text; version=1.0.0");
      return text(response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void verify(String traceId, String flags) {
    HttpRequest request =
        gateway
            .verification(Requests.genuine())
            .header("traceparent", "00-" + traceId + "-00f067aa0ba902b7-" + flags)
            .build();
    assertThat(gateway.send(request).statusCode()).isEqualTo(200);
  }

  private static Histogram histogram(byte[] body) throws IOException {
    Map<String, MetricFamily> families = new LinkedHashMap<>();
    InputStream in = new ByteArrayInputStream(body);
    for (MetricFamily f; (f = MetricFamily.parseDelimitedFrom(in)) != null; ) {
      assertThat(families.put(f.getName(), f)).as(f.getName()).isNull();
    }
    assertThat(families.keySet()).containsAll(List.of("kyc_verifications_total", DURATION));
    return families.get(DURATION).getMetric(0).getHistogram();
  }

  private static HttpResponse<byte[]> scrape(
      TestGateway from, String query, String accept, String encoding)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(from.adminUrl().resolve("/metrics" + query))
            .header("Authorization", TestGateway.basic(TestGateway.USERNAME, TestGateway.PASSWORD));
    if (accept != null) {
      request.header("Accept", accept);
    }
    if (encoding != null) {
      request.header("Accept-Encoding", encoding);
    }
    HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return response;
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
