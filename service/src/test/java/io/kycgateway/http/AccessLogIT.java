package io.kycgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.LogEvents;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The line of each request: a verification is found by its outcome and its id. */
class AccessLogIT {
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = TestGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void decision_answered_isLoggedWithItsOutcomeAndId() {
    Logged logged = send(gateway.verification(Requests.withSelfie("sim://impostor")).build());

    JsonNode decision = Problems.json(logged.response().body());
    assertThat(logged.line())
        .startsWith("POST /v1/verifications 200 ")
        .endsWith(
            "client=tester outcome=REJECTED verification_id="
                + decision.path("verification_id").textValue());
  }

  @Test
  void verification_failed_isLoggedAsAnErrorUnderTheIdOfItsProblem() {
    Logged logged = send(gateway.verification(Requests.withSelfie("sim://error/ocr")).build());

    JsonNode problem = Problems.problem(logged.response(), 502, "module_failed");
    String id = problem.path("verification_id").textValue();
    assertThat(logged.line())
        .startsWith("POST /v1/verifications 502 ")
        .endsWith(" outcome=ERROR verification_id=" + id);
    assertThat(logged.events())
        .filteredOn(event -> event.getFormattedMessage().startsWith("verification failed"))
        .singleElement()
        .satisfies(
            event -> assertThat(event.getMDCPropertyMap().get("verification_id")).isEqualTo(id));
  }

  @Test
  void request_thatIsNoVerification_isLoggedWithoutOutcome() {
    assertThat(send(gateway.verification("{").build()).line())
        .startsWith("POST /v1/verifications 400 ")
        .endsWith(" client=tester outcome=- verification_id=-");
  }

  @Test
  void probe_succeeding_isNoLineAtInfo() {
    Logged logged =
        send(
            HttpRequest.newBuilder(gateway.url().resolve("/health?type=ready")).build(),
            HttpRequest.newBuilder(gateway.url().resolve("/nowhere")).build());

    assertThat(logged.events())
        .filteredOn(AccessLogIT::isAccessLine)
        .singleElement()
        .satisfies(event -> assertThat(event.getFormattedMessage()).startsWith("GET - 404 "));
  }

  @Test
  void replay_ofADecision_hasItsIdAndIsNoVerificationOfItsOwn() {
    HttpRequest request =
        gateway.verification(Requests.genuine()).header("Idempotency-Key", "access-log").build();
    // Awaits its access line, which must not be taken for the next one.
    HttpResponse<String> first = send(request).response();

    Logged again = send(request);

    assertThat(again.response().body()).isEqualTo(first.body()).contains("\"verification_id\"");
    assertThat(again.line()).endsWith(" outcome=- verification_id=-");
  }

  private record Logged(HttpResponse<String> response, List<ILoggingEvent> events) {
    String line() {
      return accessLine(events);
    }
  }

  private static Logged send(HttpRequest... requests) {
    AtomicReference<HttpResponse<String>> response = new AtomicReference<>();
    List<ILoggingEvent> logged =
        LogEvents.during(
            "io.kycgateway",
            events -> {
              for (HttpRequest request : requests) {
                response.set(gateway.send(request));
              }
              // The line is written after the response.
              await().until(() -> events.stream().anyMatch(AccessLogIT::isAccessLine));
            });
    return new Logged(response.get(), logged);
  }

  private static String accessLine(List<ILoggingEvent> events) {
    return events.stream()
        .filter(AccessLogIT::isAccessLine)
        .map(ILoggingEvent::getFormattedMessage)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isAccessLine(ILoggingEvent event) {
    return event.getLoggerName().equals("io.kycgateway.http.AccessLog");
  }
}
