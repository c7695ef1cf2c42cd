package io.kycgateway.modules.http;

import io.kycgateway.modules.ModuleCall;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.modules.ModulePayload;
import io.kycgateway.modules.ModuleResponseReader;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.verification.ModuleName;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** Calls a module over HTTP, one attempt, and reads no more of its answer than the limit. */
final class HttpModuleClient implements ModuleClient {
  private static final int BUFFER = 8 * 1024;

  private final ModuleName module;
  private final URI url;
  private final HttpHost target;
  private final HttpClient http;
  private final int maxResponseBytes;

  HttpModuleClient(ModuleName module, URI url, HttpClient http, int maxResponseBytes) {
    this.module = module;
    this.url = url;
    this.target = new HttpHost(url.getScheme(), url.getHost(), url.getPort());
    this.http = http;
    this.maxResponseBytes = maxResponseBytes;
  }

  @Override
  public ModuleResult call(ModuleCall call) {
    HttpPost post = new HttpPost(url);
    post.setHeader(HttpHeaders.ACCEPT, "application/json");
    post.setHeader("X-Request-ID", call.context().requestId());
    post.setHeader("traceparent", call.context().trace().traceparent());
    post.setHeader("X-Request-Deadline-Ms", Long.toString(call.remainingMillis()));
    post.setHeader("X-Kyc-Channel", call.context().channel().wireName());
    post.setEntity(new PayloadEntity(call.payload()));
    if (!call.control().begin(post::cancel)) {
      return ModuleResult.failed(Kind.CANCELLED, "before the attempt");
    }
    try {
      return http.execute(target, post, null, response -> read(post, response));
    } catch (IOException | RuntimeException e) {
      return call.control().isCancelled()
          ? ModuleResult.failed(Kind.CANCELLED, "in mid-attempt")
          : new ModuleResult.Failed(failure(e));
    }
  }

  private ModuleResult read(HttpPost post, ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    byte[] body = new byte[0];
    int length = 0;
    if (entity != null) {
      long announced = entity.getContentLength();
      if (announced > maxResponseBytes) {
        throw tooLarge(post);
      }
      body = new byte[announced > 0 ? (int) announced : BUFFER];
      try (InputStream in = entity.getContent()) {
        for (int n; (n = in.read(body, length, body.length - length)) >= 0; ) {
          length += n;
          if (length == body.length) {
            int next = in.read();
            if (next < 0) {
              break;
            }
            if (length >= maxResponseBytes) {
              throw tooLarge(post);
            }
            body = Arrays.copyOf(body, Math.min(body.length * 2, maxResponseBytes));
            body[length++] = (byte) next;
          }
        }
      } catch (SocketException e) {
        // The answer had begun: another attempt is not for that.
        throw (IOException) new EOFException().initCause(e);
      }
    }
    // The status is judged after the body was read, so that the connection can be used again.
    int status = response.getCode();
    if (status < 200 || status > 299) {
      return new ModuleResult.Failed(
          new ModuleFailure(Kind.STATUS, Integer.toString(status), RetryAfter.of(response)));
    }
    if (length == 0) {
      return new ModuleResult.Failed(ModuleFailure.invalid("an empty body, status " + status));
    }
    return ModuleResponseReader.read(module, body, length);
  }

  // Closing an answer reads it to its end, so that its connection can be used again; this one may
  // have none. So its connection goes first.
  private ResponseTooLarge tooLarge(HttpPost post) {
    post.cancel();
    return new ResponseTooLarge(maxResponseBytes);
  }

  // Messages of network exceptions hold addresses and URLs, so only their kind is kept.
  private static ModuleFailure failure(Exception e) {
    if (e instanceof ResponseTooLarge) {
      return ModuleFailure.invalid(String.valueOf(e.getMessage()));
    }
    if (e instanceof ConnectionRequestTimeoutException) {
      return new ModuleFailure(Kind.REJECTED, "no connection was free");
    }
    // Connect and socket timeouts are both InterruptedIOExceptions.
    if (e instanceof InterruptedIOException) {
      return new ModuleFailure(Kind.TIMEOUT, e.getClass().getSimpleName());
    }
    if (e instanceof SocketException
        || e instanceof NoHttpResponseException
        || e instanceof UnknownHostException) {
      return new ModuleFailure(Kind.UNREACHABLE, e.getClass().getSimpleName());
    }
    if (e instanceof EOFException) {
      return ModuleFailure.invalid("ended early");
    }
    return ModuleFailure.invalid(e.getClass().getSimpleName());
  }

  private static final class ResponseTooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    ResponseTooLarge(int limit) {
      super("over " + limit + " bytes");
    }
  }

  /** Writes the two parts of the payload without copying them into one. */
  private static final class PayloadEntity extends AbstractHttpEntity {
    private final ModulePayload payload;

    PayloadEntity(ModulePayload payload) {
      super(ContentType.APPLICATION_JSON, null);
      this.payload = payload;
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public long getContentLength() {
      return payload.length();
    }

    @Override
    public InputStream getContent() {
      throw new UnsupportedOperationException("written, never read");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(payload.common());
      out.write(payload.rest());
    }

    @Override
    public boolean isStreaming() {
      return false;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
