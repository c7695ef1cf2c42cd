package io.kycgateway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kycgateway.connectors.SecurityHeaders;
import io.kycgateway.http.Routes;
import java.nio.ByteBuffer;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Problem+json for what Jetty rejects before it reaches a servlet. */
public final class ProblemErrorHandler extends ErrorHandler {
  private static final Set<String> ROUTES =
      Set.of(Routes.VERIFICATIONS, Routes.HEALTH, Routes.OPENAPI);

  private final ObjectMapper json;
  private final Runnable refusedAtShutdown;

  /**
   * A handler that reports the requests that Jetty rejects while it stops.
   *
   * @param refusedAtShutdown called for each request that is refused while the server stops
   */
  public ProblemErrorHandler(ObjectMapper json, Runnable refusedAtShutdown) {
    this.json = json;
    this.refusedAtShutdown = refusedAtShutdown;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ProblemCode code = code(request, response.getStatus());
    if (code == ProblemCode.OVERLOADED) {
      // Jetty itself answers 503 only while it shuts down.
      code = ProblemCode.SHUTTING_DOWN;
      refusedAtShutdown.run();
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    }
    response.setStatus(code.status());
    SecurityHeaders.addTo(response.getHeaders());
    response.getHeaders().put(ProblemReply.CONTENT_TYPE);
    response.write(true, ByteBuffer.wrap(body(code)), callback);
    return true;
  }

  // A path without a route is 404, whatever the method or the spelling.
  private static ProblemCode code(Request request, int status) {
    ProblemCode code = ProblemCode.ofStatus(status);
    boolean isClientError =
        code == ProblemCode.MALFORMED_REQUEST || code == ProblemCode.METHOD_NOT_ALLOWED;
    HttpURI uri = request.getHttpURI();
    return isClientError && uri != null && !ROUTES.contains(String.valueOf(uri.getPath()))
        ? ProblemCode.NOT_FOUND
        : code;
  }

  private byte[] body(ProblemCode code) throws JsonProcessingException {
    return json.writeValueAsBytes(Problem.of(code, ProblemMapper.detail(code)));
  }
}
