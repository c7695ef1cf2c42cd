package io.kycgateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.idempotency.IdempotencyFingerprint;
import io.kycgateway.idempotency.IdempotencyKey;
import io.kycgateway.idempotency.IdempotencyResult;
import io.kycgateway.idempotency.IdempotencyService;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request that is repeated under its Idempotency-Key the stored response. Only decisions
 * are stored: any other response may be a better one next time, so it frees the key.
 */
final class IdempotencyHandler {
  private final IdempotencyService service;
  private final ObjectMapper json;

  IdempotencyHandler(IdempotencyService service, ObjectMapper json) {
    this.service = service;
    this.json = json;
  }

  /**
   * Claims the request's key, if it has one; without one every request is new.
   *
   * @throws ProblemException if the key is in use, by the same body or another one
   */
  Exchange begin(ApiClient client, Optional<IdempotencyFingerprint> keyed) {
    return keyed
        .map(fingerprint -> begin(service.submit(client.name(), fingerprint)))
        .orElseGet(() -> new Exchange(null, null));
  }

  private Exchange begin(IdempotencyResult result) {
    if (result instanceof IdempotencyResult.Replay replay) {
      return new Exchange(VerificationAnswer.replayed(replay.response()), /* claimed= */ null);
    }
    if (result instanceof IdempotencyResult.InFlight) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.IDEMPOTENCY_CONFLICT,
              "a request with this " + IdempotencyKey.HEADER + " is still being processed"));
    }
    if (result instanceof IdempotencyResult.KeyReused) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.IDEMPOTENCY_KEY_REUSED,
              "this " + IdempotencyKey.HEADER + " was sent with another body"));
    }
    return new Exchange(null, (IdempotencyResult.New) result);
  }

  /** One request and its key; closing it without a stored decision frees the key. */
  final class Exchange implements AutoCloseable {
    private final @Nullable VerificationAnswer replay;
    private final IdempotencyResult.@Nullable New claimed;

    private Exchange(@Nullable VerificationAnswer replay, IdempotencyResult.@Nullable New claimed) {
      this.replay = replay;
      this.claimed = claimed;
    }

    /** The stored response, if the request was answered before. */
    Optional<VerificationAnswer> replay() {
      return Optional.ofNullable(replay);
    }

    /** The response with this decision, stored under the key if there is one. */
    VerificationAnswer respond(VerificationResponse response) {
      byte[] body = bytes(response);
      if (claimed != null) {
        claimed.store(new String(body, StandardCharsets.UTF_8));
      }
      return VerificationAnswer.first(body);
    }

    @Override
    public void close() {
      if (claimed != null) {
        claimed.close();
      }
    }
  }

  private byte[] bytes(VerificationResponse response) {
    try {
      return json.writeValueAsBytes(response);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a decision cannot be written", e);
    }
  }
}
