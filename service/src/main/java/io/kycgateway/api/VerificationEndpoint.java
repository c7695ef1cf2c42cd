package io.kycgateway.api;

import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.history.History;
import io.kycgateway.history.HistoryWrite;
import io.kycgateway.http.AccessLog;
import io.kycgateway.http.RequestContext;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationPipeline;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.ratelimit.RateLimitCheck;
import io.kycgateway.ratelimit.RateLimiter;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Request;
import org.slf4j.MDC;

/** What a request for a verification does, whichever way it came in. */
final class VerificationEndpoint {
  private final RateLimiter limiter;
  private final RequestBodyReader bodies;
  private final IdempotencyHandler idempotency;
  private final VerificationPipeline pipeline;
  private final Optional<History> history;

  VerificationEndpoint(
      RateLimiter limiter,
      RequestBodyReader bodies,
      IdempotencyHandler idempotency,
      VerificationPipeline pipeline,
      Optional<History> history) {
    this.limiter = limiter;
    this.bodies = bodies;
    this.idempotency = idempotency;
    this.pipeline = pipeline;
    this.history = history;
  }

  /**
   * Verifies, on the request's thread: address limit, body, replay, identity limits, pipeline,
   * commit of its record, representation.
   *
   * @param request with its context
   * @param headers takes header fields of the response
   * @throws ProblemException if there is no decision
   */
  VerificationAnswer verify(ApiClient client, Request request, BiConsumer<String, String> headers) {
    if (request.getAttribute(ArrivalHandler.ADMITTED_AT) instanceof Long admitted) {
      pipeline.begun(admitted);
    }
    RequestContext context = RequestContext.of(request);
    try (RateLimitCheck limits = limiter.begin(client.name(), headers)) {
      // Counted before the body is read, so that invalid bodies count as well.
      limits.checkAddress(context.client().network());
      try (VerificationBody body = bodies.read(request)) {
        VerificationRequest verification = body.request();
        try (IdempotencyHandler.Exchange exchange = idempotency.begin(client, body.keyed())) {
          if (exchange.replay().isPresent()) {
            // A decision that was made is never refused to a client that retries.
            limits.waive();
            return exchange.replay().get();
          }
          MDC.put("session_id", verification.sessionId());
          if (!limits.isRefused() && !history.map(History::isAvailable).orElse(true)) {
            // Neither counted nor limited: nothing of it was done.
            limits.waive();
            pipeline.refusedWithoutHistory();
            throw VerificationProblems.notRecordable(verification.sessionId());
          }
          if (!limits.checkIdentity(verification.deviceId(), verification.sessionId())) {
            throw VerificationProblems.rateLimited(verification.sessionId());
          }
          HistoryWrite write =
              history.map(kept -> kept.begin(client.name())).orElseGet(History::beginWithout);
          Concluded outcome =
              pipeline.verifyAdmitted(
                  verification,
                  new VerificationContext(
                      Channel.ONLINE, context.requestId(), context.span(), context.client().text()),
                  write);
          AccessLog.concluded(request, outcome.status().wireName(), outcome.verificationId());
          if (!write.awaitCommit()) {
            throw VerificationProblems.notRecorded(outcome, verification.sessionId());
          }
          if (!(outcome instanceof Decision decision)) {
            throw VerificationProblems.of(outcome, verification.sessionId());
          }
          return exchange.respond(
              VerificationResponse.of(verification.sessionId(), decision, write.verification()));
        }
      } catch (ProblemException e) {
        // Over its address's limit a client learns nothing about its request but the session.
        throw limits.isRefused() && e.problem().status() != ProblemCode.RATE_LIMITED.status()
            ? VerificationProblems.rateLimited()
            : e;
      }
    }
  }
}
