package io.kycgateway.metrics;

import io.kycgateway.verification.TraceContext;
import io.prometheus.metrics.tracer.common.SpanContext;
import io.prometheus.metrics.tracer.initializer.SpanContextSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the Prometheus client the trace of the current thread, so that histograms keep exemplars.
 * An unsampled trace of the caller makes no exemplar; one that began here does: its id leads to the
 * log.
 */
public final class Exemplars implements SpanContext {
  private static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();

  private Exemplars() {}

  /** Installs this class in the client; once per process. */
  public static void install() {
    SpanContextSupplier.setSpanContext(new Exemplars());
  }

  /** Until closed, what the current thread observes belongs to that trace. */
  public static Scope within(TraceContext trace) {
    CURRENT.set(trace);
    return CURRENT::remove;
  }

  /** The end of {@link #within}. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    TraceContext trace = CURRENT.get();
    return trace == null ? null : trace.traceId();
  }

  @Override
  public @Nullable String getCurrentSpanId() {
    TraceContext trace = CURRENT.get();
    return trace == null ? null : trace.spanId();
  }

  @Override
  public boolean isCurrentSpanSampled() {
    TraceContext trace = CURRENT.get();
    return trace != null && trace.sampled();
  }

  @Override
  public void markCurrentSpanAsExemplar() {
    // There is no span object to mark.
  }
}
