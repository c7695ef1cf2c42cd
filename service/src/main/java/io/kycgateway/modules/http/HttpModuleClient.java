package io.kycgateway.modules.http;

import io.kycgateway.common.ServerUrl;
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
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/** Calls a module over HTTP, one attempt, and reads its response up to the limit. */
final class HttpModuleClient implements ModuleClient {
  private final ModuleName module;
  private final URI url;
  private final HttpHost target;
  private final AttemptSpan.Callee callee;
  private final HttpClient http;
  private final int maxResponseBytes;

  HttpModuleClient(ModuleName module, ServerUrl url, HttpClient http, int maxResponseBytes) {
    this.module = module;
    this.url = url.uri();
    this.target = new HttpHost(url.scheme(), url.host(), url.port());
    this.callee = AttemptSpan.Callee.of(module, target);
    this.http = http;
    this.maxResponseBytes = maxResponseBytes;
  }

  @Override
  public ModuleResult call(ModuleCall call) {
    HttpPost post = new HttpPost(url);
    if (!call.control().begin(post::cancel)) {
      return ModuleResult.failed(Kind.CANCELLED, "before the attempt");
    }
    post.setHeader(HttpHeaders.ACCEPT, "application/json");
    post.setHeader("X-Verification-Id", call.verificationId());
    post.setHeader("X-Request-ID", call.context().requestId());
    AttemptSpan span = AttemptSpan.begin(call.spans(), callee, post);
    post.setHeader("X-Request-Deadline-Ms", Long.toString(call.remainingMillis()));
    post.setHeader("X-Kyc-Channel", call.context().channel().wireName());
    post.setEntity(new PayloadEntity(call.payload()));
    if (span == null) {
      return execute(call, post, null, null);
    }
    HttpClientContext execution = HttpClientContext.create();
    span.attach(execution);
    ModuleResult result = null;
    try {
      result = execute(call, post, execution, span);
      return result;
    } finally {
      span.end(result, call.control());
    }
  }

  private ModuleResult execute(
      ModuleCall call,
      HttpPost post,
      @Nullable HttpClientContext execution,
      @Nullable AttemptSpan span) {
    try {
      return http.execute(target, post, execution, response -> read(call, post, response, span));
    } catch (IOException e) {
      return call.control().isCancelled() ? cancelled() : new ModuleResult.Failed(failure(e));
    } catch (RuntimeException e) {
      // Cancelling closes the connection under the client, which then throws these as well. Any
      // other one is a bug on this side and never the module's failure.
      if (call.control().isCancelled()) {
        return cancelled();
      }
      throw e;
    }
  }

  private static ModuleResult cancelled() {
    return ModuleResult.failed(Kind.CANCELLED, "during the attempt");
  }

  private ModuleResult read(
      ModuleCall call, HttpPost post, ClassicHttpResponse response, @Nullable AttemptSpan span)
      throws IOException {
    int status = response.getCode();
    if (span != null) {
      span.answered(status);
    }
    if (status < 200 || status > 299) {
      discardBody(call, post, response.getEntity());
      return new ModuleResult.Failed(
          new ModuleFailure(Kind.STATUS, Integer.toString(status), RetryAfter.of(response)));
    }
    HttpEntity entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : body(post, entity);
    closeIfCutShort(post);
    if (body.length == 0) {
      return new ModuleResult.Failed(ModuleFailure.invalid("empty body, status " + status));
    }
    return ModuleResponseReader.read(module, body);
  }

  // Read to its end, so that the connection can be reused. Whether it has one does not change what
  // the status says: a module that rejects a request early often closes the connection with it.
  private void discardBody(ModuleCall call, HttpPost post, @Nullable HttpEntity entity)
      throws IOException {
    try {
      byte[] unused = entity == null ? new byte[0] : body(post, entity);
      closeIfCutShort(post);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      if (call.control().isCancelled()) {
        throw e;
      }
      post.cancel();
    }
  }

  // After a part of a request no other one can be sent.
  private static void closeIfCutShort(HttpPost post) {
    if (post.getEntity() instanceof PayloadEntity payload && payload.isCutShort()) {
      post.cancel();
    }
  }

  private byte[] body(HttpPost post, HttpEntity entity) throws IOException {
    long announced = entity.getContentLength();
    if (announced > maxResponseBytes) {
      throw tooLarge(post);
    }
    // Reading allocates a buffer as large as what may come: 16 kB for each call without this.
    int expected = announced < 0 ? maxResponseBytes : (int) announced;
    try (InputStream in = entity.getContent()) {
      byte[] body = in.readNBytes(expected);
      if (body.length == expected && in.read() >= 0) {
        throw tooLarge(post);
      }
      return body;
    } catch (SocketException e) {
      // The response had begun, so this is not worth another attempt.
      throw (IOException) new EOFException().initCause(e);
    }
  }

  // Closing a response reads it to its end, so that its connection can be reused, and this one may
  // be endless. So its connection is closed first.
  private ResponseTooLarge tooLarge(HttpPost post) {
    post.cancel();
    return new ResponseTooLarge(maxResponseBytes);
  }

  // Messages of network exceptions hold addresses and URLs, so only their kind is kept.
  private static ModuleFailure failure(IOException e) {
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

  /**
   * Writes the two parts of the payload and copies the end alone. A connection that breaks
   * meanwhile is no failure yet: the module may have responded before it closed the connection, and
   * that response can still be read.
   */
  private static final class PayloadEntity extends AbstractHttpEntity {
    private final ModulePayload payload;
    private volatile boolean cutShort;

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
      cutShort = false;
      try {
        byte[] common = payload.common();
        int tail = Math.min(common.length, ModuleClients.BUFFER_BYTES);
        out.write(common, 0, common.length - tail);
        // The end in one piece, past the library's buffer: what is left in it after a failure would
        // be sent once more on closing, and that failure would end the attempt.
        byte[] rest = payload.rest();
        byte[] end = Arrays.copyOfRange(common, common.length - tail, common.length + rest.length);
        System.arraycopy(rest, 0, end, tail, rest.length);
        out.write(end);
        out.flush();
      } catch (SocketException e) {
        cutShort = true;
      }
    }

    boolean isCutShort() {
      return cutShort;
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
