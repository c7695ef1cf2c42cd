package io.kycgateway.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dropwizard.logging.common.AbstractAppenderFactory;
import io.dropwizard.logging.common.AppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.DropwizardLayout;
import io.dropwizard.logging.common.LoggingFactory;
import io.dropwizard.logging.common.layout.DiscoverableLayoutFactory;
import io.dropwizard.logging.json.layout.JsonFormatter;
import io.kycgateway.startup.StartupException;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** An appender's layout of type {@code event}: text by a pattern, or JSON. */
@JsonTypeName("event")
public final class EventLayoutFactory implements DiscoverableLayoutFactory<ILoggingEvent> {
  private static final String TEXT = "text";
  private static final String JSON = "json";
  private static final int BUFFER = 1024;

  @JsonProperty private @Nullable String format = TEXT;

  /** Of text: a pattern of Logback; null: Dropwizard's own. */
  @JsonProperty private @Nullable String pattern;

  /**
   * Checks the format of every appender. It cannot be refused earlier: what is wrong with a
   * configuration is told after logging has been configured by it.
   *
   * @throws StartupException names the key and the format that is unknown
   */
  public static void check(LoggingFactory factory) throws StartupException {
    if (!(factory instanceof DefaultLoggingFactory logging)) {
      return;
    }
    List<AppenderFactory<ILoggingEvent>> appenders = logging.getAppenders();
    for (int i = 0; i < appenders.size(); i++) {
      if (appenders.get(i) instanceof AbstractAppenderFactory<ILoggingEvent> appender
          && appender.getLayout() instanceof EventLayoutFactory layout
          && !List.of(TEXT, JSON).contains(layout.format())) {
        throw new StartupException(
            String.format(
                Locale.ROOT,
                "logging.appenders[%d].layout.format (KYC_LOG_FORMAT): unknown format %s,"
                    + " must be text or json",
                i,
                layout.format));
      }
    }
  }

  @Override
  public LayoutBase<ILoggingEvent> build(LoggerContext context, TimeZone timeZone) {
    if (format().equals(JSON)) {
      EcsLayout layout =
          new EcsLayout(
              new JsonFormatter(new JsonMapper(), /* prettyPrint= */ false, true, BUFFER),
              service());
      layout.setContext(context);
      return layout;
    }
    DropwizardLayout layout = new DropwizardLayout(context, timeZone);
    if (pattern != null) {
      layout.setPattern(pattern);
    }
    return layout;
  }

  // An empty value is as none, as everywhere in the file.
  private String format() {
    return format == null ? TEXT : format.toLowerCase(Locale.ROOT);
  }

  // Gateway and batch share this class and their configuration; the jar tells which one it is.
  private static String service() {
    String title = EventLayoutFactory.class.getPackage().getImplementationTitle();
    return title == null ? "kyc-gateway" : title;
  }
}
