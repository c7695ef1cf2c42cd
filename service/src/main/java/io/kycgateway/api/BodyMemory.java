package io.kycgateway.api;

import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the bytes of request bodies in memory, so that the number of requests in flight times
 * their size cannot exceed the heap.
 */
final class BodyMemory {
  /**
   * Memory that a request takes, in sizes of its body, while its inline evidence is decoded: the
   * bytes, Jackson's characters of two bytes each, the text that they become and copies in between;
   * later the text and the module calls' payload. Measured: between 4 and 6.
   */
  static final int COPIES = 6;

  /** The same with simulated modules, three of which decode the evidence again, in this process. */
  static final int COPIES_SIMULATED = 24;

  private static final Logger LOG = LoggerFactory.getLogger(BodyMemory.class);

  private final long limit;
  private final Runnable refused;
  private final AtomicLong held = new AtomicLong();

  private BodyMemory(long limit, Runnable refused) {
    this.limit = limit;
    this.refused = refused;
  }

  /**
   * For that share of the heap.
   *
   * @param heapBytes the most that the heap may have
   * @param refused called for each request that is refused
   */
  static BodyMemory create(
      ApiConfiguration configuration, long heapBytes, boolean simulated, Runnable refused) {
    int copies = simulated ? COPIES_SIMULATED : COPIES;
    long limit = (long) (heapBytes * configuration.bodyHeapShare() / copies);
    long largest = configuration.maxRequestSize().toBytes();
    if (limit < largest) {
      LOG.warn(
          "a request of api.maxRequestSize needs a larger heap: {} bytes of bodies fit into"
              + " api.bodyHeapShare of it; such requests are served one at a time",
          limit);
    }
    return new BodyMemory(limit, refused);
  }

  /** The memory of one request's body; to be closed when nothing of the body is needed any more. */
  Lease lease() {
    return new Lease();
  }

  /** See {@link #lease}. */
  final class Lease implements AutoCloseable {
    private long bytes;
    private boolean isClosed;

    private Lease() {}

    /**
     * Takes memory, up to that size altogether.
     *
     * @throws ProblemException if there is not enough: 503
     */
    synchronized void growTo(long size) {
      if (isClosed) {
        // The request has ended meanwhile: what still comes of it is garbage soon.
        return;
      }
      long more = size - bytes;
      long before = held.getAndAdd(more);
      // One request passes whatever its size, otherwise it never would.
      if (before + more > limit && before > bytes) {
        held.addAndGet(-more);
        refused.run();
        throw new ProblemException(
            Problem.of(ProblemCode.OVERLOADED, "too many bytes of requests are in flight"));
      }
      bytes = size;
    }

    @Override
    public synchronized void close() {
      isClosed = true;
      held.addAndGet(-bytes);
      bytes = 0;
    }
  }
}
