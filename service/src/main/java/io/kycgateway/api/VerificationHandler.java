package io.kycgateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.http.ConnectorCounts;
import io.kycgateway.http.RequestContext;
import io.kycgateway.http.RequestContextFactory;
import io.kycgateway.http.RequestReport;
import io.kycgateway.http.Routes;
import io.kycgateway.problem.ProblemReply;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/**
 * Answers the verification requests of which nothing is left to find out: with a valid key, a body
 * that is here, and media types that need no negotiation. They are almost all, and need neither
 * servlets nor Jersey, to which every other request goes on. Both ways lead to the same {@link
 * VerificationEndpoint}.
 */
final class VerificationHandler extends Handler.Wrapper {
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

  private final VerificationEndpoint endpoint;
  private final RequestContextFactory contexts;
  private final RequestReport report;
  private final ConnectorCounts counts;
  private final ObjectMapper json;

  /** In front of that handler. */
  VerificationHandler(
      Handler next,
      VerificationEndpoint endpoint,
      RequestContextFactory contexts,
      RequestReport report,
      ConnectorCounts counts,
      ObjectMapper json) {
    super(next);
    this.endpoint = endpoint;
    this.contexts = contexts;
    this.report = report;
    this.counts = counts;
    this.json = json;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getAttribute(RequestHead.ATTRIBUTE) instanceof RequestHead head
        && head.isPlain()
        && request.getAttribute(ArrivedBody.ATTRIBUTE) instanceof ArrivedBody body
        && body.isComplete()
        && isPlain(request.getHttpURI())) {
      answer(head.client(), request, response, callback);
      return true;
    }
    return super.handle(request, response, callback);
  }

  private static boolean isPlain(HttpURI uri) {
    return Routes.VERIFICATIONS.equals(uri.getPath()) && uri.getQuery() == null;
  }

  private void answer(ApiClient client, Request request, Response response, Callback callback) {
    long start = report.now();
    RequestContext context =
        contexts.create(request, response.getHeaders(), /* isRecorded= */ true);
    context.enterLog();
    request.setAttribute(RequestContext.CLIENT_ATTRIBUTE, client.name());
    Throwable failure = null;
    try {
      counts.begun();
      Content.Sink.write(
          response, /* last= */ true, ByteBuffer.wrap(verify(client, request, response)));
    } catch (Throwable e) {
      failure = e;
    }
    // Not committed, it is answered with 500 by the server; else the client is gone.
    int status =
        failure == null || response.isCommitted()
            ? response.getStatus()
            : HttpStatus.INTERNAL_SERVER_ERROR_500;
    try {
      counts.answered(status, report.now() - start);
      report.answered(request, response, Routes.VERIFICATIONS, status, start);
    } finally {
      // The thread serves other clients next.
      MDC.clear();
      if (failure == null) {
        callback.succeeded();
      } else {
        callback.failed(failure);
      }
    }
  }

  // Everything that is thrown is answered, as Jersey's mapper does.
  private byte[] verify(ApiClient client, Request request, Response response)
      throws JsonProcessingException {
    HttpFields.Mutable headers = response.getHeaders();
    try {
      VerificationAnswer answer = endpoint.verify(client, request, headers::put);
      begin(response, HttpStatus.OK_200, JSON, answer.headers());
      return answer.json();
    } catch (Throwable e) {
      ProblemReply reply = ProblemReply.of(e);
      begin(response, reply.problem().status(), ProblemReply.CONTENT_TYPE, reply.headers());
      return json.writeValueAsBytes(reply.problem());
    }
  }

  private static void begin(
      Response response, int status, HttpField mediaType, Map<String, String> headers) {
    response.setStatus(status);
    response.getHeaders().put(mediaType);
    headers.forEach(response.getHeaders()::put);
  }
}
