package io.kycgateway.api;

import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What arrived of a request's body before the request was handed on.
 *
 * @param bytes the body if it is complete
 * @param problem why it is not; null if it is
 * @param memory what the bytes take, until the request has ended
 */
@SuppressWarnings("ArrayRecordComponent") // Written once, never changed, never compared.
record ArrivedBody(byte[] bytes, @Nullable ProblemException problem, BodyMemory.Lease memory) {
  /** The request attribute that holds it. */
  static final String ATTRIBUTE = "kyc.body";

  private static final byte[] NONE = {};

  static ArrivedBody complete(byte[] bytes, BodyMemory.Lease memory) {
    return new ArrivedBody(bytes, null, memory);
  }

  static ArrivedBody failed(ProblemException problem, BodyMemory.Lease memory) {
    return new ArrivedBody(NONE, problem, memory);
  }

  /**
   * The body of that request.
   *
   * @throws ProblemException if it did not arrive whole: 400, 408, 413 or 503
   */
  static ArrivedBody of(Request request) {
    if (!(request.getAttribute(ATTRIBUTE) instanceof ArrivedBody body)) {
      // Its key was not known yet when the request came.
      throw new ProblemException(
          Problem.of(ProblemCode.UNAUTHORIZED, "the API key became valid only now: try again"));
    }
    if (body.problem() != null) {
      throw body.problem();
    }
    return body;
  }

  /** Whether all of it arrived; then the request needs a place among the verifications. */
  boolean isComplete() {
    return problem == null;
  }

  @Override
  public String toString() {
    return "ArrivedBody[" + bytes.length + " bytes]";
  }
}
