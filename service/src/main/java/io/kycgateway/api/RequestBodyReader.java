package io.kycgateway.api;

import io.kycgateway.idempotency.IdempotencyFingerprint;
import io.kycgateway.idempotency.IdempotencyKey;
import io.kycgateway.idempotency.InvalidKeyException;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.secrets.Digests;
import io.kycgateway.verification.InvalidRequestException;
import io.kycgateway.verification.RequestReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;

/** Reads the body of a verification request, up to a limit. */
final class RequestBodyReader {
  private final int maxBytes;

  RequestBodyReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads the body, with the Idempotency-Key that it was sent under.
   *
   * @throws ProblemException if there is no valid request: 400, 413, 415 or 422
   */
  VerificationBody read(HttpServletRequest request) {
    try {
      Optional<IdempotencyKey> key =
          IdempotencyKey.parse(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
      byte[] bytes = bytes(request);
      if (bytes.length > 0 && request.getHeader(HttpHeaders.CONTENT_TYPE) == null) {
        // @Consumes lets a body of no type pass. Not getContentType(): it fails on unknown
        // charsets.
        throw new ProblemException(
            Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
      }
      return new VerificationBody(
          RequestReader.read(StrictJson.read(bytes)),
          key.map(
              k -> new IdempotencyFingerprint(k, HexFormat.of().formatHex(Digests.sha256(bytes)))));
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
      // The client closed the connection, or sent less than it announced.
      throw new ProblemException(Problem.of(ProblemCode.MALFORMED_REQUEST, "the body ended early"));
    }
  }

  private byte[] bytes(HttpServletRequest request) throws IOException {
    long announced = request.getContentLengthLong();
    if (announced > maxBytes) {
      throw tooLarge();
    }
    // Reading allocates a buffer as large as what may come: 16 kB for each request without this.
    int expected = announced < 0 ? maxBytes : (int) announced;
    InputStream body = request.getInputStream();
    byte[] bytes = body.readNBytes(expected);
    if (bytes.length == expected && body.read() >= 0) {
      throw tooLarge();
    }
    return bytes;
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(
            ProblemCode.PAYLOAD_TOO_LARGE, "the body may have at most " + maxBytes + " bytes"));
  }
}
