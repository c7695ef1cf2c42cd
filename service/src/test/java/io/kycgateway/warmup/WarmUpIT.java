package io.kycgateway.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.dropwizard.util.Duration;
import io.kycgateway.http.AccessLog;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.LogEvents;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A gateway that warmed up before it started. */
class WarmUpIT {
  @Test
  void warmUp_runsAllItsVerificationsAndSaysSo() {
    assertThat(logged(new WarmUpConfiguration(20, Duration.minutes(1), 0)))
        .singleElement()
        .asString()
        .startsWith("warm after 20 synthetic verifications and 20 refusals");
  }

  @Test
  void warmUp_beforeTheStart_isInNoMetric() throws Exception {
    try (TestGateway gateway = TestGateway.start(Map.of("warmUp.verifications", "20"))) {
      Scrape scrape = Invariants.holdAtRest(gateway);
      assertThat(scrape.sum("kyc_verifications_total")).isZero();
      assertThat(scrape.sum("http_requests_total")).isZero();
      assertThat(scrape.sum("kyc_module_calls_total")).isZero();

      assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void warmUp_leavesNoThreadsBehind() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    WarmUp.run(new WarmUpConfiguration(5, null, 0));

    // What was told to end may take a moment.
    await().untilAsserted(() -> assertThat(startedSince(before)).isEmpty());
  }

  private static List<String> startedSince(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        // The JDK's own connection cache ends its thread when it is empty.
        .filter(name -> !name.startsWith("Keep-Alive-Timer"))
        .filter(name -> !name.startsWith("awaitility"))
        .collect(Collectors.toList());
  }

  @Test
  void warmUp_ofNone_doesNothing() {
    assertThat(logged(new WarmUpConfiguration(0, null, null))).isEmpty();
  }

  @Test
  void warmUp_isNotInTheAccessLog() {
    assertThat(
            LogEvents.during(
                AccessLog.class.getName(),
                () -> WarmUp.run(new WarmUpConfiguration(20, Duration.minutes(1), 0))))
        .isEmpty();
  }

  private static List<String> logged(WarmUpConfiguration configuration) {
    return LogEvents.during(WarmUp.class.getName(), () -> WarmUp.run(configuration)).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
