package io.kycgateway.verification;

import org.jspecify.annotations.Nullable;

/** Begins spans at the edges of this process. */
public interface Tracer {
  /** Records nothing; every trace that begins here says that it is sampled. */
  Tracer NONE =
      new Tracer() {
        @Override
        public Span request(
            @Nullable String traceparent, @Nullable String tracestate, long startNanos) {
          return TraceContext.continued(traceparent, tracestate);
        }

        @Override
        public Span unrecorded(@Nullable String traceparent, @Nullable String tracestate) {
          return TraceContext.continued(traceparent, tracestate);
        }

        @Override
        public Span root(String name) {
          return TraceContext.started();
        }
      };

  /**
   * Begins the span of a request: within the client's trace if the header is valid, else in a new
   * one.
   *
   * @param startNanos when it began, by {@link System#nanoTime()}
   */
  Span request(@Nullable String traceparent, @Nullable String tracestate, long startNanos);

  /** The same for a request that is not worth a span, such as a probe. */
  Span unrecorded(@Nullable String traceparent, @Nullable String tracestate);

  /** Begins a trace with an operation that no request caused. */
  Span root(String name);
}
