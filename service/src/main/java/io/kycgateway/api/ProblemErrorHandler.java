package io.kycgateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty refuses before any servlet sees it is answered with problem+json as well. */
public final class ProblemErrorHandler extends ErrorHandler {
  private final ObjectMapper json;
  private final Runnable refusedAtShutdown;

  /**
   * A handler that tells when Jetty turns a request away.
   *
   * @param refusedAtShutdown called for each request that is refused while the server stops
   */
  public ProblemErrorHandler(ObjectMapper json, Runnable refusedAtShutdown) {
    this.json = json;
    this.refusedAtShutdown = refusedAtShutdown;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ProblemCode code = ProblemCode.ofStatus(response.getStatus());
    if (code == ProblemCode.OVERLOADED) {
      // Jetty itself answers 503 only while it shuts down.
      code = ProblemCode.SHUTTING_DOWN;
      refusedAtShutdown.run();
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    }
    response.setStatus(code.status());
    response.getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE));
    response.write(true, ByteBuffer.wrap(body(code)), callback);
    return true;
  }

  private byte[] body(ProblemCode code) throws JsonProcessingException {
    return json.writeValueAsBytes(Problem.of(code, ProblemMapper.detail(code)));
  }
}
