package io.kycgateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kycgateway.idempotency.IdempotencyFingerprint;
import io.kycgateway.idempotency.IdempotencyKey;
import io.kycgateway.idempotency.IdempotencyResult;
import io.kycgateway.idempotency.IdempotencyService;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/**
 * Answers a request that has an Idempotency-Key. A decision is kept, and answered again without
 * doing anything else: no limit is asked, nothing is verified or counted as a verification.
 * Everything else may go better next time, so it gives the key up.
 */
final class IdempotencyHandler {
  private static final String REPLAYED = "Idempotent-Replayed";

  private final IdempotencyService requests;
  private final ObjectMapper json;

  IdempotencyHandler(IdempotencyService requests, ObjectMapper json) {
    this.requests = requests;
    this.json = json;
  }

  /** The answer to this request: a new one only if there is none yet. */
  Response answer(ApiClient client, IdempotencyFingerprint keyed, Supplier<Response> fresh) {
    IdempotencyResult submission = requests.submit(client.name(), keyed);
    if (submission instanceof IdempotencyResult.Repeated repeated) {
      return decided(repeated.answer()).header(REPLAYED, "true").build();
    }
    if (submission instanceof IdempotencyResult.InFlight) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.IDEMPOTENCY_CONFLICT,
              "a request with this " + IdempotencyKey.HEADER + " is being answered"));
    }
    if (submission instanceof IdempotencyResult.KeyReused) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.IDEMPOTENCY_KEY_REUSED,
              "this " + IdempotencyKey.HEADER + " was sent with another body"));
    }
    try (IdempotencyResult.New first = (IdempotencyResult.New) submission) {
      Response response = fresh.get();
      if (!(response.getEntity() instanceof VerificationResponse)) {
        return response;
      }
      String answer = text(response.getEntity());
      first.keep(answer);
      return decided(answer).build();
    }
  }

  private static Response.ResponseBuilder decided(String answer) {
    return Response.ok(answer, MediaType.APPLICATION_JSON_TYPE);
  }

  // Kept as text, so that whoever asks again gets the same bytes.
  private String text(Object entity) {
    try {
      return json.writeValueAsString(entity);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a decision cannot be written", e);
    }
  }
}
