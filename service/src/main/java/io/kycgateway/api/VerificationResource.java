package io.kycgateway.api;

import io.dropwizard.auth.Auth;
import io.kycgateway.history.History;
import io.kycgateway.history.HistoryWrite;
import io.kycgateway.http.AccessLog;
import io.kycgateway.http.RequestContext;
import io.kycgateway.http.Routes;
import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationPipeline;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.ratelimit.RateLimitCheck;
import io.kycgateway.ratelimit.RateLimiter;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/** Verifications over HTTP. */
@Path(Routes.VERIFICATIONS)
@Produces(MediaType.APPLICATION_JSON)
public final class VerificationResource {
  // Instant.toString() has no milliseconds when they are 000.
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final RateLimiter limiter;
  private final RequestBodyReader bodies;
  private final IdempotencyHandler idempotency;
  private final VerificationPipeline pipeline;
  private final Optional<History> history;

  VerificationResource(
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
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response verify(
      @Auth ApiClient client,
      @Context HttpServletRequest http,
      @Context HttpServletResponse headers) {
    if (http.getAttribute(ArrivalHandler.ADMITTED_AT) instanceof Long admitted) {
      pipeline.begun(admitted);
    }
    RequestContext context = RequestContext.of(http);
    try (RateLimitCheck limits = limiter.begin(client.name(), headers::setHeader)) {
      // Counted before the body is read, so that invalid bodies count as well.
      limits.checkAddress(context.client().network());
      try (VerificationBody body = bodies.read(http)) {
        VerificationRequest request = body.request();
        try (IdempotencyHandler.Exchange exchange = idempotency.begin(client, body.keyed())) {
          if (exchange.replay().isPresent()) {
            // A decision that was made is never refused to a client that retries.
            limits.waive();
            return exchange.replay().get();
          }
          MDC.put("session_id", request.sessionId());
          if (!limits.isRefused() && !history.map(History::isAvailable).orElse(true)) {
            // Neither counted nor limited: nothing of it was done.
            limits.waive();
            pipeline.refusedWithoutHistory();
            throw VerificationProblems.notRecordable(request.sessionId());
          }
          if (!limits.checkIdentity(request.deviceId(), request.sessionId())) {
            throw VerificationProblems.rateLimited(request.sessionId());
          }
          HistoryWrite write =
              history.map(kept -> kept.begin(client.name())).orElseGet(History::beginWithout);
          Concluded outcome =
              pipeline.verifyAdmitted(
                  request,
                  new VerificationContext(
                      Channel.ONLINE, context.requestId(), context.span(), context.client().text()),
                  write);
          AccessLog.concluded(http, outcome.status().wireName(), outcome.verificationId());
          if (!write.awaitCommit()) {
            throw VerificationProblems.notRecorded(outcome, request.sessionId());
          }
          if (!(outcome instanceof Decision decision)) {
            throw VerificationProblems.of(outcome, request.sessionId());
          }
          return exchange.respond(
              representation(request.sessionId(), decision, write.verification()));
        }
      } catch (ProblemException e) {
        // Over its address's limit a client learns nothing about its request but the session.
        throw limits.isRefused() && e.problem().status() != ProblemCode.RATE_LIMITED.status()
            ? VerificationProblems.rateLimited()
            : e;
      }
    }
  }

  private static VerificationResponse representation(
      String session, Decision decision, ConcludedVerification concluded) {
    Map<String, Double> scores = new LinkedHashMap<>();
    decision.scores().forEach((module, score) -> scores.put(module.wireName(), score));
    return new VerificationResponse(
        session,
        decision.verificationId(),
        decision.status().wireName(),
        decision.confidenceScore(),
        decision.reasons(),
        scores,
        decision.degraded().stream().map(ModuleName::wireName).toList(),
        TimeUnit.NANOSECONDS.toMillis(concluded.nanos()),
        timestamp(concluded.concludedAt()));
  }

  /** A time as the API answers it: UTC, with milliseconds. */
  public static String timestamp(Instant time) {
    return TIMESTAMP.format(time);
  }
}
