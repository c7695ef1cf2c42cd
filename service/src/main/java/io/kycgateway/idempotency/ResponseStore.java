package io.kycgateway.idempotency;

/** Where answers are kept, sealed. Safe for use by many threads. */
interface ResponseStore {
  /** What is known at an address. */
  sealed interface Found {
    /** Nothing: it is this ticket's now, until it is kept or released. */
    record Nothing() implements Found {}

    /** Another request of the same body is being answered. */
    record InFlight() implements Found {}

    /** The address is taken by a request of another body. */
    record OtherBody() implements Found {}

    /** The same request was answered. */
    record Kept(String sealed) implements Found {}
  }

  Found NOTHING = new Found.Nothing();
  Found IN_FLIGHT = new Found.InFlight();
  Found OTHER_BODY = new Found.OtherBody();

  /** Takes the address for this ticket if nobody has it. */
  Found claim(Claim ticket);

  /** Keeps the answer to the request that has this ticket, in place of its claim. */
  void keep(Claim ticket, String sealed);

  /** Gives the address up, so that the next request with this key is a new one. */
  void release(Claim ticket);

  /** Drops an answer that cannot be opened. */
  void forget(String address);

  /** What a claim finds that somebody else holds. */
  static Found taken(String fingerprint, Claim ticket, Found sameBody) {
    return fingerprint.equals(ticket.fingerprint()) ? sameBody : OTHER_BODY;
  }
}
