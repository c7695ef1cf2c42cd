package io.kycgateway.modules.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.kycgateway.testing.FaultServer;
import io.kycgateway.testing.LogEvents;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module that answers before it has read a large request, and closes the connection. */
class EarlyAnswerIT {
  private static final String EVIDENCE =
      "\"data\": \"" + "A".repeat(3_000_000) + "\", \"media_type\": \"image/jpeg\"";

  private static FaultServer module;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    module = FaultServer.start("ocr");
    gateway = TestGateway.start(Map.of("modules.ocr.url", module.url()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    module.close();
  }

  @ParameterizedTest
  @CsvSource({"413, 0", "413, 5", "503, 5", "401, 5", "429, 0"})
  void status_answeredWhileTheBodyIsSent_isReportedAndSentOnce(int status, int bodyBytes)
      throws Exception {
    module.recover();
    module.answerEarly(
        "HTTP/1.1 "
            + status
            + " Early\r\nConnection: close\r\nContent-Length: "
            + bodyBytes
            + "\r\n\r\n"
            + "x".repeat(bodyBytes));
    Scrape before = gateway.scrape();

    AtomicReference<HttpResponse<String>> response = new AtomicReference<>();
    List<ILoggingEvent> log =
        LogEvents.during(
            "io.kycgateway.pipeline",
            () ->
                response.set(
                    gateway.verify(Requests.withSelfie("@").replace("\"uri\": \"@\"", EVIDENCE))));

    assertThat(Problems.problem(response.get(), 502, "module_failed").path("failure").textValue())
        .isEqualTo("status");
    assertThat(log)
        .map(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> line.contains("failure=status (" + status + ")"));
    assertThat(module.requests()).isEqualTo(1);
    assertThat(
            gateway.scrape().sum("kyc_module_attempts_total", "module", "ocr")
                - before.sum("kyc_module_attempts_total", "module", "ocr"))
        .isEqualTo(1);
  }
}
