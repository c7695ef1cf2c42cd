package io.kycgateway.modules.http;

import io.kycgateway.modules.CallControl;
import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Span;
import io.kycgateway.verification.TraceContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The span of one attempt that is recorded, and of those that follow it when the request is sent
 * again on another connection. Attributes are those of OpenTelemetry's conventions for HTTP, but
 * for {@code url.full}: a module's path and query are the operator's, and may hold a secret.
 */
final class AttemptSpan {
  private static final String ATTRIBUTE = "kyc.attempt-span";
  private static final String TRACEPARENT = "traceparent";

  private final Span.Attempts attempts;
  private final Callee callee;
  private Span current;

  /** The module that is called. */
  record Callee(String spanName, ModuleName module, HttpHost target) {
    static Callee of(ModuleName module, HttpHost target) {
      return new Callee("POST " + module.wireName(), module, target);
    }
  }

  private AttemptSpan(Span.Attempts attempts, Span first, Callee callee) {
    this.attempts = attempts;
    this.callee = callee;
    this.current = first;
    describe();
  }

  /**
   * Begins the attempt's span, and sends its ids with the request.
   *
   * @return null: it is not recorded
   */
  static @Nullable AttemptSpan begin(Span.Attempts attempts, Callee callee, HttpRequest request) {
    Span first = attempts.begin(callee.spanName());
    send(first.context(), request);
    return first.isRecorded() ? new AttemptSpan(attempts, first, callee) : null;
  }

  /** The span of the request that is being executed; null: it is not recorded. */
  static @Nullable AttemptSpan of(HttpContext execution) {
    return execution.getAttribute(ATTRIBUTE) instanceof AttemptSpan span ? span : null;
  }

  /** Makes it known to the handlers of that execution. */
  void attach(HttpContext execution) {
    execution.setAttribute(ATTRIBUTE, this);
  }

  /** The attempt has failed without a response, and the request is sent again. */
  void sendAgain(HttpRequest request) {
    current.fail(Kind.UNREACHABLE.wireName());
    current.end();
    current = attempts.begin(callee.spanName());
    describe();
    send(current.context(), request);
  }

  void answered(int status) {
    current.put("http.response.status_code", status);
  }

  /**
   * Ends it.
   *
   * @param result null: a bug of ours
   */
  void end(@Nullable ModuleResult result, CallControl control) {
    if (result == null) {
      current.fail("internal_error");
    } else if (result instanceof ModuleResult.Failed failed) {
      current.fail(errorType(failed.failure(), control));
    }
    current.end();
  }

  private static String errorType(ModuleFailure failure, CallControl control) {
    if (failure.kind() == Kind.STATUS) {
      return failure.detail();
    }
    return control.hasTimedOut() ? Kind.TIMEOUT.wireName() : failure.kind().wireName();
  }

  private void describe() {
    current.put("http.request.method", "POST");
    current.put("server.address", callee.target().getHostName());
    current.put("server.port", callee.target().getPort());
    current.put("kyc.module", callee.module().wireName());
  }

  private static void send(TraceContext context, HttpRequest request) {
    request.setHeader(TRACEPARENT, context.traceparent());
    if (context.tracestate() != null) {
      request.setHeader("tracestate", context.tracestate());
    }
  }
}
