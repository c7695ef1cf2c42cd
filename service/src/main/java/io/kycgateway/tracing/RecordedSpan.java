package io.kycgateway.tracing;

import io.kycgateway.verification.Span;
import io.kycgateway.verification.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;

/** A span that is exported once it has ended. */
final class RecordedSpan implements Span {
  private final Tracer tracer;
  private final io.opentelemetry.api.trace.Span span;
  private final TraceContext context;

  RecordedSpan(Tracer tracer, io.opentelemetry.api.trace.Span span, TraceContext context) {
    this.tracer = tracer;
    this.span = span;
    this.context = context;
  }

  @Override
  public TraceContext context() {
    return context;
  }

  @Override
  public boolean isRecorded() {
    return true;
  }

  @Override
  public Span operation(String name) {
    return child(name, SpanKind.INTERNAL);
  }

  @Override
  public Attempts attempts() {
    return new Attempts() {
      private int begun;

      @Override
      public Span begin(String name) {
        Span attempt = child(name, SpanKind.CLIENT);
        if (begun > 0) {
          attempt.put("http.request.resend_count", begun);
        }
        begun++;
        return attempt;
      }
    };
  }

  private Span child(String name, SpanKind kind) {
    return OpenTelemetryTracer.begun(
        tracer,
        tracer.spanBuilder(name).setSpanKind(kind).setParent(Context.root().with(span)).startSpan(),
        context.tracestate());
  }

  @Override
  public void rename(String name) {
    span.updateName(name);
  }

  @Override
  public void put(String attribute, String value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void put(String attribute, long value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void put(String attribute, List<String> values) {
    span.setAttribute(AttributeKey.stringArrayKey(attribute), values);
  }

  @Override
  public void fail(String errorType) {
    span.setAttribute("error.type", errorType);
    span.setStatus(StatusCode.ERROR);
  }

  @Override
  public void end() {
    span.end();
  }
}
