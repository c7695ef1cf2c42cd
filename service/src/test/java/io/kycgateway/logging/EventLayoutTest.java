package io.kycgateway.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.logging.common.ConsoleAppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.kycgateway.startup.StartupException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class EventLayoutTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LoggerContext context = new LoggerContext();

  @Test
  void json_ofALineOfARequest_hasEveryFieldUnderItsName() throws Exception {
    JsonNode line = json(event("a \"quoted\"\nmessage", null, mdc()));

    Map<String, String> fields = new TreeMap<>();
    line.properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    assertThat(fields)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("@timestamp", "2026-11-30T12:00:00.000Z"),
                Map.entry("log.level", "WARN"),
                Map.entry("log.logger", "io.kycgateway.Test"),
                Map.entry("message", "a \"quoted\"\nmessage"),
                Map.entry("process.thread.name", "thread-1"),
                Map.entry("service.name", "kyc-gateway"),
                Map.entry("ecs.version", "8.11"),
                Map.entry("http.request.id", "rid-1"),
                Map.entry("trace.id", "4bf92f35"),
                Map.entry("kyc.session_id", "session-1"),
                Map.entry("kyc.verification_id", "verification-1")));
  }

  @Test
  void json_isOneLine_endedByALineFeed() {
    String line = layout("json").doLayout(event("a\nb", new IllegalStateException("c\nd"), mdc()));

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
  }

  @Test
  void json_ofFieldsThatALibraryPutsIntoTheMdc_hasNoneOfThem() throws Exception {
    assertThat(json(event("m", null, Map.of("password", "zq7canary"))).toString())
        .doesNotContain("zq7canary", "password");
  }

  @Test
  void json_ofKeysAndValues_hasThemWithTheirTypes() throws Exception {
    LoggingEvent event = event("m", null, Map.of());
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair(LogFields.STATUS, 200), new KeyValuePair(LogFields.ROUTE, "/health")));

    JsonNode line = json(event);

    assertThat(line.path("http.response.status_code").isInt()).isTrue();
    assertThat(line.path("http.route").textValue()).isEqualTo("/health");
  }

  @Test
  void json_ofAnException_hasItsTypeAndItsTrace() throws Exception {
    JsonNode line =
        json(event("m", new IllegalStateException("why", new RuntimeException("root")), Map.of()));

    assertThat(line.path("error.type").textValue()).isEqualTo("java.lang.IllegalStateException");
    assertThat(line.path("error.stack_trace").textValue())
        .startsWith("java.lang.RuntimeException: root")
        .contains("Wrapped by: java.lang.IllegalStateException: why");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "TEXT"})
  void text_isByItsPattern(String format) {
    assertThat(layout(format).doLayout(event("m", null, mdc()))).isEqualTo("WARN rid-1 m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "JSON"})
  void format_known_passes(String format) {
    assertThatCode(() -> EventLayoutFactory.check(logging(format))).doesNotThrowAnyException();
  }

  @Test
  void format_empty_isText() {
    assertThatCode(() -> EventLayoutFactory.check(logging(null))).doesNotThrowAnyException();
    assertThat(layout(null).doLayout(event("m", null, mdc()))).isEqualTo("WARN rid-1 m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "ecs", "json "})
  void format_unknown_isNamed(String format) {
    assertThatThrownBy(() -> EventLayoutFactory.check(logging(format)))
        .isInstanceOf(StartupException.class)
        .hasMessage(
            "logging.appenders[0].layout.format (KYC_LOG_FORMAT): unknown format "
                + format
                + ", must be text or json");
  }

  private static Map<String, String> mdc() {
    return Map.of(
        "request_id",
        "rid-1",
        "trace_id",
        "4bf92f35",
        "session_id",
        "session-1",
        "verification_id",
        "verification-1");
  }

  private LoggingEvent event(String message, Throwable thrown, Map<String, String> mdc) {
    LoggingEvent event =
        new LoggingEvent(
            "", context.getLogger("io.kycgateway.Test"), Level.WARN, message, thrown, null);
    event.setInstant(Instant.parse("2026-11-30T12:00:00Z"));
    event.setThreadName("thread-1");
    event.setMDCPropertyMap(mdc);
    return event;
  }

  private JsonNode json(LoggingEvent event) throws Exception {
    return JSON.readTree(layout("json").doLayout(event));
  }

  private LayoutBase<ILoggingEvent> layout(String format) {
    LayoutBase<ILoggingEvent> layout = factory(format).build(context, TimeZone.getTimeZone("UTC"));
    layout.start();
    return layout;
  }

  private static EventLayoutFactory factory(String format) {
    ObjectNode settings = JSON.createObjectNode();
    settings.put("type", "event");
    settings.put("format", format).put("pattern", "%level %X{request_id} %message");
    return JSON.convertValue(settings, EventLayoutFactory.class);
  }

  private static DefaultLoggingFactory logging(String format) {
    ConsoleAppenderFactory<ILoggingEvent> console = new ConsoleAppenderFactory<>();
    console.setLayout(factory(format));
    DefaultLoggingFactory logging = new DefaultLoggingFactory();
    logging.setAppenders(List.of(console));
    return logging;
  }
}
