package io.kycgateway.tracing;

import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.Tracer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The spans of this process, exported or not. While they are not, no OpenTelemetry is loaded. */
public final class Tracing implements AutoCloseable {
  private static final Tracing OFF = new Tracing(Tracer.NONE, () -> {});

  private final Tracer tracer;
  private final Runnable stop;

  Tracing(Tracer tracer, Runnable stop) {
    this.tracer = tracer;
    this.stop = stop;
  }

  /**
   * Starts the export if it is configured, and {@code OTEL_SDK_DISABLED} is not true. An
   * unreachable collector stops no start.
   *
   * @param service the name of this process's service, unless {@code OTEL_SERVICE_NAME} has another
   * @throws StartupException names the variable that is wrong
   */
  public static Tracing start(TracingConfiguration configuration, String service, String version)
      throws StartupException {
    return isOn(configuration, System::getenv)
        ? OpenTelemetrySdkFactory.start(service, version)
        : OFF;
  }

  /**
   * Checks the variables without starting anything. It connects to nothing.
   *
   * @throws StartupException names the variable that is wrong
   */
  public static void check(TracingConfiguration configuration) throws StartupException {
    if (isOn(configuration, System::getenv)) {
      OpenTelemetrySdkFactory.check();
    }
  }

  /** Whether spans are exported, for a line to an operator. */
  public static String describe(TracingConfiguration configuration) {
    return isOn(configuration, System::getenv) ? "exported by OTLP over HTTP" : "not exported";
  }

  static boolean isOn(
      TracingConfiguration configuration, UnaryOperator<@Nullable String> environment) {
    return configuration.exporter() == TracesExporter.OTLP
        && !Boolean.parseBoolean(environment.apply("OTEL_SDK_DISABLED"));
  }

  /** Begins spans. */
  public Tracer tracer() {
    return tracer;
  }

  /** Exports what has ended, as far as that is done within two seconds. */
  @Override
  public void close() {
    stop.run();
  }
}
