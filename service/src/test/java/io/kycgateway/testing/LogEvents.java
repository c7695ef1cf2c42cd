package io.kycgateway.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** What is logged while something runs, with its level, stack trace and MDC. */
public final class LogEvents {
  private LogEvents() {}

  /** The events of that logger and those below it, from INFO on, in order. */
  public static List<ILoggingEvent> during(String logger, Runnable action) {
    return during(logger, events -> action.run());
  }

  /** The same; the action sees the events as they come. */
  public static List<ILoggingEvent> during(String logger, Consumer<List<ILoggingEvent>> action) {
    Logger logback = (Logger) LoggerFactory.getLogger(logger);
    Level level = logback.getLevel();
    List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
          }
        };
    appender.setContext(logback.getLoggerContext());
    appender.start();
    logback.setLevel(Level.INFO);
    logback.addAppender(appender);
    try {
      action.accept(events);
    } finally {
      logback.detachAppender(appender);
      logback.setLevel(level);
    }
    return events;
  }
}
