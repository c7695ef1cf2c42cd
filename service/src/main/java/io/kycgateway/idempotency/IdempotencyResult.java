package io.kycgateway.idempotency;

/** What submitting a request with an idempotency key resulted in. */
public sealed interface IdempotencyResult {
  /** The request was answered before, with this response, byte for byte. */
  record Replay(String response) implements IdempotencyResult {}

  /** The same request is still being processed. */
  record InFlight() implements IdempotencyResult {}

  /** The key was used with another body. */
  record KeyReused() implements IdempotencyResult {}

  /**
   * The key is new, and claimed. Closing it without a stored response frees the key, so that the
   * client's next attempt is new again. For one thread.
   */
  final class New implements IdempotencyResult, AutoCloseable {
    private final ResponseStore store;
    private final ResponseCipher cipher;
    private final Claim claim;
    private boolean isStored;

    New(ResponseStore store, ResponseCipher cipher, Claim claim) {
      this.store = store;
      this.cipher = cipher;
      this.claim = claim;
    }

    /** Stores the response for replays. */
    public void store(String response) {
      store.put(claim, cipher.encrypt(response));
      isStored = true;
    }

    @Override
    public void close() {
      if (!isStored) {
        store.release(claim);
      }
    }
  }
}
