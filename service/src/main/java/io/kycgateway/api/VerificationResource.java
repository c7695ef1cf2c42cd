package io.kycgateway.api;

import com.codahale.metrics.Clock;
import io.dropwizard.auth.Auth;
import io.kycgateway.http.AccessLog;
import io.kycgateway.http.RequestContext;
import io.kycgateway.http.Routes;
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
  private final Clock clock;

  VerificationResource(
      RateLimiter limiter,
      RequestBodyReader bodies,
      IdempotencyHandler idempotency,
      VerificationPipeline pipeline,
      Clock clock) {
    this.limiter = limiter;
    this.bodies = bodies;
    this.idempotency = idempotency;
    this.pipeline = pipeline;
    this.clock = clock;
  }

  /**
   * Verifies, on the request's thread: address limit, body, replay, identity limits, pipeline,
   * representation.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response verify(
      @Auth ApiClient client,
      @Context HttpServletRequest http,
      @Context HttpServletResponse headers) {
    if (http.getAttribute(ArrivalHandler.ADMITTED_AT) instanceof Long admitted) {
      pipeline.begunAfter(clock.getTick() - admitted);
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
          if (!limits.checkIdentity(request.deviceId(), request.sessionId())) {
            throw VerificationProblems.rateLimited(request.sessionId());
          }
          long start = clock.getTick();
          Concluded outcome =
              pipeline.verifyAdmitted(
                  request,
                  new VerificationContext(
                      Channel.ONLINE,
                      context.requestId(),
                      context.trace(),
                      context.client().text()));
          AccessLog.concluded(http, outcome.status().wireName(), outcome.verificationId());
          if (!(outcome instanceof Decision decision)) {
            throw VerificationProblems.of(outcome, request.sessionId());
          }
          long millis = TimeUnit.NANOSECONDS.toMillis(clock.getTick() - start);
          return exchange.respond(representation(request.sessionId(), decision, millis));
        }
      } catch (ProblemException e) {
        // Over its address's limit a client learns nothing about its request but the session.
        throw limits.isRefused() && e.problem().status() != ProblemCode.RATE_LIMITED.status()
            ? VerificationProblems.rateLimited()
            : e;
      }
    }
  }

  private VerificationResponse representation(String session, Decision decision, long millis) {
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
        millis,
        TIMESTAMP.format(Instant.ofEpochMilli(clock.getTime())));
  }
}
