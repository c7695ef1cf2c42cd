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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.HexFormat;
import java.util.Optional;

/** Reads the body of a verification request, up to a limit. */
@Consumes(MediaType.APPLICATION_JSON)
final class VerificationRequestBodyReader implements MessageBodyReader<ReceivedVerification> {
  private final int maxBytes;

  VerificationRequestBodyReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public boolean isReadable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == ReceivedVerification.class;
  }

  @Override
  public ReceivedVerification readFrom(
      Class<ReceivedVerification> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, String> headers,
      InputStream body) {
    try {
      Optional<IdempotencyKey> key = IdempotencyKey.parse(headers.get(IdempotencyKey.HEADER));
      byte[] bytes = bytes(headers, body);
      return new ReceivedVerification(
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
      // The client went away, or sent less than it announced.
      throw new ProblemException(Problem.of(ProblemCode.MALFORMED_REQUEST, "the body ended early"));
    }
  }

  private byte[] bytes(MultivaluedMap<String, String> headers, InputStream body)
      throws IOException {
    if (announced(headers) > maxBytes) {
      throw tooLarge();
    }
    byte[] bytes = body.readNBytes(maxBytes);
    if (bytes.length == maxBytes && body.read() >= 0) {
      throw tooLarge();
    }
    return bytes;
  }

  private static long announced(MultivaluedMap<String, String> headers) {
    try {
      String length = headers.getFirst(HttpHeaders.CONTENT_LENGTH);
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      // Jetty has refused such a request already.
      return 0;
    }
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(
            ProblemCode.PAYLOAD_TOO_LARGE, "the body may have at most " + maxBytes + " bytes"));
  }
}
