package io.kycgateway.api;

import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.problem.ProblemMapper;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Takes in the body of one request as it comes, up to the limit and if there is memory for it. It
 * holds no thread in between, and little memory before much has come, so that a client that sends
 * slowly costs others nothing.
 */
final class BodyArrival implements Invocable.Task {
  private static final int FIRST_BUFFER = 8 * 1024;

  /** A client that has sent more than this of its body gets the memory for all of it. */
  private static final int TRIAL = 16 * 1024;

  private final Request request;
  private final int maxBytes;
  private final BodyMemory.Lease memory;
  private final Consumer<ArrivedBody> then;
  private final long announced;
  private byte[] bytes = {};
  private int length;

  /**
   * The body of that request.
   *
   * @param then called once, when the body is complete or will not be
   */
  BodyArrival(Request request, int maxBytes, BodyMemory.Lease memory, Consumer<ArrivedBody> then) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.memory = memory;
    this.then = then;
    this.announced = request.getLength();
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  /** Reads what is there; more of it when more has come. */
  @Override
  public void run() {
    if (announced > maxBytes) {
      then.accept(ArrivedBody.failed(tooLarge(), memory));
      return;
    }
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        then.accept(ArrivedBody.failed(endedEarly(chunk.getFailure()), memory));
        return;
      }
      try {
        add(chunk.getByteBuffer());
      } catch (ProblemException e) {
        bytes = new byte[0];
        memory.close();
        then.accept(ArrivedBody.failed(e, memory));
        return;
      } finally {
        chunk.release();
      }
      if (chunk.isLast()) {
        byte[] body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        then.accept(ArrivedBody.complete(body, memory));
        return;
      }
    }
  }

  private void add(ByteBuffer more) {
    int size = length + more.remaining();
    if (size > maxBytes) {
      throw tooLarge();
    }
    if (size > bytes.length) {
      long atMost = announced < 0 ? maxBytes : announced;
      // All that is announced, once it is worth it: many large bodies that come together would grow
      // together otherwise, until none fits.
      int capacity =
          size == announced || (announced >= 0 && size > TRIAL)
              ? (int) announced
              : (int) Math.min(atMost, Math.max(2L * size, FIRST_BUFFER));
      memory.growTo(capacity);
      bytes = Arrays.copyOf(bytes, capacity);
    }
    int count = more.remaining();
    more.get(bytes, length, count);
    length += count;
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(
            ProblemCode.PAYLOAD_TOO_LARGE, "the body may have at most " + maxBytes + " bytes"));
  }

  private static ProblemException endedEarly(Throwable failure) {
    return isTimeout(failure)
        ? new ProblemException(
            Problem.of(
                ProblemCode.REQUEST_TIMEOUT, ProblemMapper.detail(ProblemCode.REQUEST_TIMEOUT)))
        // The client closed the connection, or sent less than it announced.
        : new ProblemException(Problem.of(ProblemCode.MALFORMED_REQUEST, "the body ended early"));
  }

  private static boolean isTimeout(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof TimeoutException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }
}
