package io.kycgateway.api;

import io.kycgateway.idempotency.IdempotencyKey;
import io.kycgateway.idempotency.IdempotentRequests;
import io.kycgateway.idempotency.KeyedBody;
import io.kycgateway.idempotency.Submission;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;


import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/**
 * Answers a request that has an Idempotency-Key. A decision is kept, and answered again without
 * doing anything else: no limit is asked, nothing is verified or counted as a verification.
 * Everything else may go better next time, so it gives the key up.
 */
final class OncePerKey {
  private static final String REPLAYED = "Idempotent-Replayed";

  private final IdempotentRequests requests;
  private final ObjectMapper json;

  OncePerKey(IdempotentRequests requests, ObjectMapper json) {
    this.requests = requests;
    this.json = json;
  }

  /** The answer to this request: a new one only if there is none yet. */
  Response answer(ApiClient client, KeyedBody keyed, Supplier<Response> fresh) {
    Submission submission = requests.submit(client.name(), keyed);
    if (submission instanceof Submission.Repeated repeated) {
      return decided(repeated.answer()).header(REPLAYED, "true").build();
    }
    if (submission instanceof Submission.InFlight) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.IDEMPOTENCY_CONFLICT,
              "a request with this " + IdempotencyKey.HEADER + " is being answered"));
    }
    if (submission instanceof Submission.KeyReused) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.IDEMPOTENCY_KEY_REUSED,
              "this " + IdempotencyKey.HEADER + " was sent with another body"));
    }
    try (Submission.New first = (Submission.New) submission) {
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
