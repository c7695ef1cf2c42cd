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
import io.kycgateway.verification.UriRule;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads a verification request from the body that has arrived. */
final class RequestBodyReader {
  private final UriRule uris;

  RequestBodyReader(UriRule uris) {
    this.uris = uris;
  }

  /**
   * Reads the body, with the Idempotency-Key that it was sent under.
   *
   * @throws ProblemException if there is no valid request: 400, 408, 413, 415, 422 or 503
   */
  VerificationBody read(Request request) {
    try {
      Optional<IdempotencyKey> key =
          request.getAttribute(RequestHead.ATTRIBUTE) instanceof RequestHead head
              ? head.key()
              : IdempotencyKey.parse(request.getHeaders().getValuesList(IdempotencyKey.HEADER));
      refuseCodings(request.getHeaders().get(HttpHeader.CONTENT_ENCODING));
      ArrivedBody body = ArrivedBody.of(request);
      byte[] bytes = body.bytes();
      if (bytes.length > 0 && !request.getHeaders().contains(HttpHeader.CONTENT_TYPE)) {
        // @Consumes lets a body of no type pass.
        throw new ProblemException(
            Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
      }
      return new VerificationBody(
          RequestReader.read(StrictJson.read(bytes, RequestReader.FIELDS), uris),
          key.map(
              k -> new IdempotencyFingerprint(k, HexFormat.of().formatHex(Digests.sha256(bytes)))),
          body.memory());
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
    }
  }

  // Inflating what clients send would allow decompression bombs.
  private static void refuseCodings(@Nullable String contentEncoding) {
    if (contentEncoding != null && !contentEncoding.strip().equalsIgnoreCase("identity")) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              "Content-Encoding is not supported: send the body without one"));
    }
  }
}
