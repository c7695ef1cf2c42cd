package io.kycgateway.idempotency;

/** What a request with an idempotency key turned out to be. */
public sealed interface IdempotencyResult {
  /** It was answered before: this is the answer, byte for byte. */
  record Repeated(String answer) implements IdempotencyResult {}

  /** It is being answered at this moment. */
  record InFlight() implements IdempotencyResult {}

  /** Its key stands for a request of another body. */
  record KeyReused() implements IdempotencyResult {}

  /**
   * It is a new one. Closing it without an answer gives the key up, so that the client's next
   * attempt is a new one again. For one thread.
   */
  final class New implements IdempotencyResult, AutoCloseable {
    private final ResponseStore store;
    private final ResponseCipher seal;
    private final Claim ticket;
    private boolean isKept;

    New(ResponseStore store, ResponseCipher seal, Claim ticket) {
      this.store = store;
      this.seal = seal;
      this.ticket = ticket;
    }

    /** Keeps the answer for whoever sends the request again. */
    public void keep(String answer) {
      store.keep(ticket, seal.seal(answer));
      isKept = true;
    }

    @Override
    public void close() {
      if (!isKept) {
        store.release(ticket);
      }
    }
  }
}
