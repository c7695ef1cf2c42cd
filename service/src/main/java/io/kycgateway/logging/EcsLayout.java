package io.kycgateway.logging;

import ch.qos.logback.classic.pattern.RootCauseFirstThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.dropwizard.logging.json.layout.AbstractJsonLayout;
import io.dropwizard.logging.json.layout.JsonFormatter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** One JSON object a line, with the same content as text and the names of {@link LogFields}. */
final class EcsLayout extends AbstractJsonLayout<ILoggingEvent> {
  private static final String ECS_VERSION = "8.11";

  // Instant.toString() has no milliseconds when they are 000.
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendInstant(3)
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String service;
  private final RootCauseFirstThrowableProxyConverter stackTraces =
      new RootCauseFirstThrowableProxyConverter();

  /**
   * @param service the process's name
   */
  EcsLayout(JsonFormatter formatter, String service) {
    super(formatter);
    this.service = service;
  }

  @Override
  public void start() {
    stackTraces.setOptionList(List.of("full"));
    stackTraces.start();
    super.start();
  }

  @Override
  public void stop() {
    super.stop();
    stackTraces.stop();
  }

  @Override
  protected Map<String, Object> toJsonMap(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("@timestamp", TIMESTAMP.format(event.getInstant()));
    fields.put("log.level", event.getLevel().toString());
    fields.put("message", event.getFormattedMessage());
    fields.put("ecs.version", ECS_VERSION);
    fields.put("service.name", service);
    fields.put("log.logger", event.getLoggerName());
    fields.put("process.thread.name", event.getThreadName());
    Map<String, String> mdc = event.getMDCPropertyMap();
    LogFields.OF_THE_REQUEST.forEach(
        (key, name) -> {
          String value = mdc.get(key);
          if (value != null) {
            fields.put(name, value);
          }
        });
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> fields.put(pair.key, pair.value));
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      fields.put("error.type", thrown.getClassName());
      fields.put("error.stack_trace", stackTraces.convert(event));
    }
    return fields;
  }
}
