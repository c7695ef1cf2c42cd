package io.kycgateway.tracing;

import io.kycgateway.verification.Span;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.Tracer;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans as the sampler decides. A trace that is not sampled goes on without span objects,
 * and says so to the modules. The client's {@code tracestate} is passed on to them, and never
 * exported.
 */
final class OpenTelemetryTracer implements Tracer {
  private static final String UNNAMED = "HTTP";

  private final io.opentelemetry.api.trace.Tracer tracer;
  private final Clock clock;

  OpenTelemetryTracer(io.opentelemetry.api.trace.Tracer tracer, Clock clock) {
    this.tracer = tracer;
    this.clock = clock;
  }

  @Override
  public Span request(@Nullable String traceparent, @Nullable String tracestate, long startNanos) {
    TraceContext caller = TraceContext.caller(traceparent, tracestate);
    long start = clock.now() - (System.nanoTime() - startNanos);
    SpanBuilder builder =
        tracer
            .spanBuilder(UNNAMED)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(start, TimeUnit.NANOSECONDS)
            .setParent(caller == null ? Context.root() : parent(caller));
    return begun(tracer, builder.startSpan(), caller == null ? null : caller.tracestate());
  }

  private static Context parent(TraceContext caller) {
    return Context.root()
        .with(
            io.opentelemetry.api.trace.Span.wrap(
                SpanContext.createFromRemoteParent(
                    caller.traceId(),
                    caller.spanId(),
                    caller.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                    TraceState.getDefault())));
  }

  @Override
  public Span unrecorded(@Nullable String traceparent, @Nullable String tracestate) {
    TraceContext trace = TraceContext.continued(traceparent, tracestate);
    return new TraceContext(trace.traceId(), trace.spanId(), false, trace.tracestate());
  }

  @Override
  public Span root(String name) {
    return begun(tracer, tracer.spanBuilder(name).setNoParent().startSpan(), null);
  }

  /** The span as the rest of the program knows it. */
  static Span begun(
      io.opentelemetry.api.trace.Tracer tracer,
      io.opentelemetry.api.trace.Span span,
      @Nullable String tracestate) {
    SpanContext ids = span.getSpanContext();
    TraceContext context =
        new TraceContext(ids.getTraceId(), ids.getSpanId(), ids.isSampled(), tracestate);
    return span.isRecording() ? new RecordedSpan(tracer, span, context) : context;
  }
}
