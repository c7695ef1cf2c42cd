package io.kycgateway.api;

import com.codahale.metrics.Clock;
import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.http.Routes;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.pipeline.VerificationPipeline;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.jspecify.annotations.Nullable;

/**
 * Before everything else that a verification request meets: refuses it while the process is full,
 * waits for its body without holding a thread, and then gives it a place among the verifications
 * until it is answered, or refuses it. The body of a request that its headers rule out, such as one
 * without a valid key, is not waited for.
 *
 * <p>All of this happens on the thread that selects connections, or that Jetty gives a kept one
 * after a response, and does not wait: a request that waited for a thread of its own to be refused
 * would wait longest when the process is busiest, out of sight of the limit. What is admitted, and
 * every other request, goes on on a thread of its connector's pool.
 */
final class ArrivalHandler extends Handler.Wrapper {
  /** The tick at which the verification was admitted, a {@code Long}. */
  static final String ADMITTED_AT = ArrivalHandler.class.getName() + ".admittedAt";

  private static final String CONNECTOR = "application";
  private static final String WITH_SLASH = Routes.VERIFICATIONS + "/";

  private final VerificationPipeline pipeline;
  private final Function<String, Optional<ApiClient>> keys;
  private final int maxBytes;
  private final BodyMemory memory;
  private final RefusalResponse refusal;
  private final Clock clock;

  /**
   * In front of that handler.
   *
   * @param keys finds the client that holds an API key
   * @param maxBytes of a body
   * @param clock its ticks are nanoseconds
   */
  ArrivalHandler(
      Handler next,
      VerificationPipeline pipeline,
      Function<String, Optional<ApiClient>> keys,
      int maxBytes,
      BodyMemory memory,
      RefusalResponse refusal,
      Clock clock) {
    super(next);
    this.pipeline = pipeline;
    this.keys = keys;
    this.maxBytes = maxBytes;
    this.memory = memory;
    this.refusal = refusal;
    this.clock = clock;
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!isVerification(request)) {
      handOn(request, response, callback);
      return true;
    }
    if (pipeline.isFull()) {
      pipeline.refusedAtCapacity();
      refusal.send(Shed.Reason.CAPACITY, request, response, callback);
      return true;
    }
    Optional<RequestHead> head = RequestHead.of(request.getHeaders(), keys);
    if (head.isEmpty()) {
      handOn(request, response, callback);
      return true;
    }
    request.setAttribute(RequestHead.ATTRIBUTE, head.get());
    request.setAttribute(ApiClient.ATTRIBUTE, head.get().client());
    BodyMemory.Lease lease = memory.lease();
    Request.addCompletionListener(request, unused -> lease.close());
    new BodyArrival(request, maxBytes, lease, body -> arrived(body, request, response, callback))
        .run();
    return true;
  }

  private static boolean isVerification(Request request) {
    return HttpMethod.POST.is(request.getMethod())
        && isRoute(request.getHttpURI().getCanonicalPath())
        && CONNECTOR.equals(request.getConnectionMetaData().getConnector().getName());
  }

  // Jersey serves a path with a slash at its end as it serves the one without.
  private static boolean isRoute(@Nullable String path) {
    return Routes.VERIFICATIONS.equals(path) || WITH_SLASH.equals(path);
  }

  private void arrived(ArrivedBody body, Request request, Response response, Callback callback) {
    if (body.isComplete()) {
      Optional<Shed.Reason> refused = pipeline.admit();
      if (refused.isPresent()) {
        refusal.send(refused.get(), request, response, callback);
        return;
      }
      request.setAttribute(ADMITTED_AT, clock.getTick());
      Request.addCompletionListener(request, unused -> pipeline.release());
    }
    request.setAttribute(ArrivedBody.ATTRIBUTE, body);
    handOn(request, response, callback);
  }

  private void handOn(Request request, Response response, Callback callback) {
    Executor pool =
        VirtualThreads.getExecutor(request.getConnectionMetaData().getConnector().getExecutor());
    try {
      pool.execute(() -> handleNext(request, response, callback));
    } catch (RejectedExecutionException e) {
      Response.writeError(request, response, callback, e);
    }
  }

  // As Jetty does it for a handler that it calls itself.
  private void handleNext(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Throwable e) {
      Response.writeError(request, response, callback, e);
    }
  }
}
