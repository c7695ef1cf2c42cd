package io.kycgateway.api;

import io.kycgateway.idempotency.IdempotencyFingerprint;
import io.kycgateway.idempotency.IdempotencyKey;
import io.kycgateway.idempotency.InvalidKeyException;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.problem.ProblemMapper;
import io.kycgateway.secrets.Digests;
import io.kycgateway.verification.InvalidRequestException;
import io.kycgateway.verification.RequestReader;
import io.kycgateway.verification.UriRule;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Reads the body of a verification request, up to a limit and if there is memory for it. */
final class RequestBodyReader {
  private static final int FIRST_BUFFER = 8 * 1024;

  private final int maxBytes;
  private final BodyMemory memory;
  private final UriRule uris;

  RequestBodyReader(int maxBytes, BodyMemory memory, UriRule uris) {
    this.maxBytes = maxBytes;
    this.memory = memory;
    this.uris = uris;
  }

  /**
   * Reads the body, with the Idempotency-Key that it was sent under.
   *
   * @throws ProblemException if there is no valid request, or no memory for it: 400, 408, 413, 415,
   *     422 or 503
   */
  VerificationBody read(HttpServletRequest request) {
    BodyMemory.Lease lease = memory.lease();
    boolean isRead = false;
    try {
      VerificationBody body = read(request, lease);
      isRead = true;
      return body;
    } finally {
      if (!isRead) {
        lease.close();
      }
    }
  }

  private VerificationBody read(HttpServletRequest request, BodyMemory.Lease lease) {
    try {
      Optional<IdempotencyKey> key =
          IdempotencyKey.parse(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
      byte[] bytes = bytes(request, lease);
      if (bytes.length > 0 && request.getHeader(HttpHeaders.CONTENT_TYPE) == null) {
        // @Consumes lets a body of no type pass. Not getContentType(): it fails on unknown
        // charsets.
        throw new ProblemException(
            Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
      }
      return new VerificationBody(
          RequestReader.read(StrictJson.read(bytes, RequestReader.FIELDS), uris),
          key.map(
              k -> new IdempotencyFingerprint(k, HexFormat.of().formatHex(Digests.sha256(bytes)))),
          lease);
    } catch (InvalidKeyException e) {
      throw new ProblemException(
          Problem.of(ProblemCode.MALFORMED_REQUEST, String.valueOf(e.getMessage())));
    } catch (MalformedJsonException e) {
      throw new ProblemException(
          Problem.of(ProblemCode.MALFORMED_REQUEST, "the body is " + e.getMessage()));
    } catch (InvalidRequestException e) {
      throw new ProblemException(
          Problem.of(ProblemCode.INVALID_FIELDS, "see errors: each names a field")
              .withErrors(e.errors()));
    } catch (IOException e) {
      if (isTimeout(e)) {
        throw new ProblemException(
            Problem.of(
                ProblemCode.REQUEST_TIMEOUT, ProblemMapper.detail(ProblemCode.REQUEST_TIMEOUT)));
      }
      // The client closed the connection, or sent less than it announced.
      throw new ProblemException(Problem.of(ProblemCode.MALFORMED_REQUEST, "the body ended early"));
    }
  }

  private byte[] bytes(HttpServletRequest request, BodyMemory.Lease lease) throws IOException {
    long announced = request.getContentLengthLong();
    if (announced > maxBytes) {
      throw tooLarge();
    }
    // All that is announced at once: nothing is copied, and a refusal spares the upload.
    int size = announced < 0 ? Math.min(FIRST_BUFFER, maxBytes) : (int) announced;
    InputStream body = request.getInputStream();
    lease.growTo(size);
    byte[] bytes = new byte[size];
    int length = 0;
    while (true) {
      length += body.readNBytes(bytes, length, size - length);
      int next = length < size ? -1 : body.read();
      if (next < 0) {
        return length == size ? bytes : Arrays.copyOf(bytes, length);
      }
      if (size == maxBytes) {
        throw tooLarge();
      }
      size = (int) Math.min(maxBytes, Math.max(2L * size, FIRST_BUFFER));
      lease.growTo(size);
      bytes = Arrays.copyOf(bytes, size);
      bytes[length++] = (byte) next;
    }
  }

  private static boolean isTimeout(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof TimeoutException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(
            ProblemCode.PAYLOAD_TOO_LARGE, "the body may have at most " + maxBytes + " bytes"));
  }
}
