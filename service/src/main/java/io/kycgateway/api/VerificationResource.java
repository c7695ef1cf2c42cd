package io.kycgateway.api;

import com.codahale.metrics.Clock;
import io.dropwizard.auth.Auth;
import io.kycgateway.http.RequestContext;
import io.kycgateway.http.Routes;
import io.kycgateway.pipeline.VerificationOutcome;
import io.kycgateway.pipeline.VerificationOutcome.Broken;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.pipeline.VerificationPipeline;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.problem.ProblemMapper;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Verifications over HTTP. */
@Path(Routes.VERIFICATIONS)
@Produces(MediaType.APPLICATION_JSON)
public final class VerificationResource {
  private final VerificationPipeline pipeline;
  private final IdempotencyHandler oncePerKey;
  private final Clock clock;
  private final InstantSource time;

  VerificationResource(
      VerificationPipeline pipeline,
      IdempotencyHandler oncePerKey,
      Clock clock,
      InstantSource time) {
    this.pipeline = pipeline;
    this.oncePerKey = oncePerKey;
    this.clock = clock;
    this.time = time;
  }

  /** Verifies, on the request's thread, and answers with the decision or a problem. */
  @POST
  @RateLimited
  @Consumes(MediaType.APPLICATION_JSON)
  public Response verify(
      @Auth ApiClient client,
      @Nullable ReceivedVerification received,
      @Context HttpServletRequest http) {
    if (received == null) {
      // Without a body and its type nobody is asked to read one.
      throw new ProblemException(Problem.of(ProblemCode.MALFORMED_REQUEST, "the body is missing"));
    }
    // Before anything that may refuse: a decision that was made is never refused to who retries.
    return received
        .keyed()
        .map(keyed -> oncePerKey.answer(client, keyed, () -> verified(received.request(), http)))
        .orElseGet(() -> verified(received.request(), http));
  }

  private Response verified(VerificationRequest request, HttpServletRequest http) {
    RequestContext context = RequestContext.of(http);
    MDC.put("session_id", request.sessionId());
    RateLimitFilter.check(http, request);
    long start = clock.getTick();
    VerificationOutcome outcome =
        pipeline.verify(
            request,
            new VerificationContext(
                Channel.ONLINE, context.requestId(), context.trace(), context.client().text()));
    if (outcome instanceof Decision decision) {
      long millis = TimeUnit.NANOSECONDS.toMillis(clock.getTick() - start);
      return Response.ok(representation(request.sessionId(), decision, millis)).build();
    }
    return ProblemMapper.response(problem(outcome).withSession(request.sessionId()));
  }

  private VerificationResponse representation(String session, Decision decision, long millis) {
    Map<String, Double> scores = new LinkedHashMap<>();
    decision.scores().forEach((module, score) -> scores.put(module.wireName(), score));
    return new VerificationResponse(
        session,
        decision.status().wireName(),
        decision.confidenceScore(),
        decision.reasons(),
        scores,
        decision.degraded().stream().map(ModuleName::wireName).toList(),
        millis,
        time.instant().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private static Problem problem(VerificationOutcome outcome) {
    if (outcome instanceof ModuleFailed failed) {
      return Problem.of(
              ProblemCode.MODULE_FAILED,
              "no decision could be reached because a required module failed")
          .withModule(failed.module().wireName(), failed.failure().kind().wireName());
    }
    if (outcome instanceof DeadlineExceeded) {
      return Problem.of(
          ProblemCode.DEADLINE_EXCEEDED, "no decision could be reached within the time budget");
    }
    if (outcome instanceof Shed shed) {
      return shed.reason() == Shed.Reason.CAPACITY
          ? Problem.of(ProblemCode.OVERLOADED, "too many verifications are in flight")
          : Problem.of(ProblemCode.SHUTTING_DOWN, "this instance is shutting down");
    }
    if (outcome instanceof Broken) {
      return Problem.of(ProblemCode.INTERNAL_ERROR, "a fault of the gateway; it is in the log");
    }
    throw new IllegalStateException("a decision is no problem");
  }
}
