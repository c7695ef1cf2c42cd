package io.kycgateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kycgateway.common.EnumTable;
import io.kycgateway.http.AccessLog;
import io.kycgateway.http.HttpMetrics;
import io.kycgateway.http.RefusalDelay;
import io.kycgateway.http.RequestContext;
import io.kycgateway.http.RequestContextFactory;
import io.kycgateway.http.RequestSpan;
import io.kycgateway.http.Routes;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemReply;
import io.kycgateway.verification.Span;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.Tracer;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The 503 of a request that is refused before anything of it was looked at, as cheap as it can be
 * made, and sent {@linkplain RefusalDelay after a moment}.
 */
final class RefusalResponse {
  // Different ones, so that clients that honour it do not come back all at once.
  private static final HttpField[] RETRY_AFTER = {retryAfter(1), retryAfter(2), retryAfter(3)};

  private final EnumTable<Shed.Reason, byte[]> bodies;
  private final HttpMetrics metrics;
  private final Tracer tracer;
  private final boolean logged;
  private final RefusalDelay delay;

  /**
   * Made once for all.
   *
   * @param logged whether they are in the access log
   */
  RefusalResponse(
      ObjectMapper json, HttpMetrics metrics, Tracer tracer, boolean logged, RefusalDelay delay) {
    this.logged = logged;
    this.delay = delay;
    this.bodies = EnumTable.of(Shed.Reason.class, reason -> body(json, problem(reason)));
    this.metrics = metrics;
    this.tracer = tracer;
  }

  private static HttpField retryAfter(int seconds) {
    return new PreEncodedHttpField(HttpHeader.RETRY_AFTER, Integer.toString(seconds));
  }

  private static Problem problem(Shed.Reason reason) {
    return switch (reason) {
      case CAPACITY -> Problem.of(ProblemCode.OVERLOADED, "too many verifications are in flight");
      case SHUTDOWN -> Problem.of(ProblemCode.SHUTTING_DOWN, "this instance is shutting down");
      case HISTORY -> VerificationProblems.historyUnavailable();
    };
  }

  private static byte[] body(ObjectMapper json, Problem problem) {
    try {
      return json.writeValueAsBytes(problem);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Refuses that request. */
  void send(Shed.Reason reason, Request request, Response response, Callback callback) {
    delay.send(
        () -> write(reason, request, response, callback),
        reason == Shed.Reason.SHUTDOWN || endsConnection(response),
        request.getComponents().getScheduler());
  }

  // Announced so early by the limit on connections only.
  private static boolean endsConnection(Response response) {
    return response.getHeaders().contains(HttpHeader.CONNECTION);
  }

  // What is measured and logged is the work, not the wait; a span has both.
  private void write(Shed.Reason reason, Request request, Response response, Callback callback) {
    long start = metrics.now();
    byte[] body = bodies.get(reason);
    String requestId =
        RequestContext.requestId(request.getHeaders().get(RequestContextFactory.REQUEST_ID));
    Span span =
        tracer.request(
            request.getHeaders().get(RequestContextFactory.TRACEPARENT),
            null,
            request.getHeadersNanoTime());
    TraceContext trace = span.context();
    int status = ProblemCode.OVERLOADED.status();
    response.setStatus(status);
    response.getHeaders().put(ProblemReply.CONTENT_TYPE);
    response.getHeaders().put(RequestContextFactory.REQUEST_ID, requestId);
    response.getHeaders().put(RequestContextFactory.TRACEPARENT, trace.traceparent());
    response.getHeaders().put(RETRY_AFTER[ThreadLocalRandom.current().nextInt(RETRY_AFTER.length)]);
    response.write(true, ByteBuffer.wrap(body), callback);
    long nanos = metrics.now() - start;
    metrics.record(
        Routes.VERIFICATIONS,
        request.getMethod(),
        status,
        nanos,
        Request.getContentBytesRead(request),
        body.length);
    // Of verifications only, which are POST.
    RequestSpan.end(
        span,
        "POST",
        String.valueOf(request.getHttpURI().getScheme()),
        Routes.VERIFICATIONS,
        status);
    if (logged) {
      AccessLog.refused(request.getMethod(), Routes.VERIFICATIONS, status, nanos, requestId, trace);
    }
  }
}
