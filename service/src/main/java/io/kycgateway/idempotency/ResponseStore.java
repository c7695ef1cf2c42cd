package io.kycgateway.idempotency;

/** Stores encrypted responses. Safe for use by many threads. */
interface ResponseStore {
  /** What is stored under a key. */
  sealed interface Found {
    /** Nothing: the key is this claim's now, until a response is put or it is released. */
    record Nothing() implements Found {}

    /** A request with the same body is still being processed. */
    record InFlight() implements Found {}

    /** The key is used by a request with another body. */
    record OtherBody() implements Found {}

    /** The response to the same request. */
    record Stored(String encrypted) implements Found {}
  }

  Found NOTHING = new Found.Nothing();
  Found IN_FLIGHT = new Found.InFlight();
  Found OTHER_BODY = new Found.OtherBody();

  /** Claims the key unless it is in use. */
  Found claim(Claim claim);

  /** Stores the response to the request that holds this claim, in place of the claim. */
  void put(Claim claim, String encrypted);

  /** Frees the key, so that the next request with it is new. */
  void release(Claim claim);

  /** Discards a response that cannot be decrypted. */
  void remove(String storageKey);

  /** What a claim finds if its key is in use. */
  static Found held(String fingerprint, Claim claim, Found sameBody) {
    return fingerprint.equals(claim.fingerprint()) ? sameBody : OTHER_BODY;
  }
}
