package io.kycgateway.idempotency;

import com.codahale.metrics.Counter;
import io.kycgateway.store.StoreUnavailableException;

/**
 * Responses that all processes share. Requests in flight and their responses are in this process as
 * well: while the shared store is unavailable, and after it has lost what it had, duplicates that
 * reach one process are still verified once, those that reach two may be verified twice.
 */
final class FallbackResponseStore implements ResponseStore {
  private final RedisResponseStore shared;
  private final InMemoryResponseStore fallback;
  private final Counter errors;

  FallbackResponseStore(RedisResponseStore shared, InMemoryResponseStore fallback, Counter errors) {
    this.shared = shared;
    this.fallback = fallback;
    this.errors = errors;
  }

  @Override
  public Found claim(Claim claim) {
    Found inShared;
    try {
      inShared = shared.claim(claim);
    } catch (StoreUnavailableException e) {
      errors.inc();
      return fallback.claim(claim);
    }
    if (inShared instanceof Found.Nothing) {
      Found inFallback = fallback.claim(claim);
      if (!(inFallback instanceof Found.Nothing)) {
        // It began or was answered here while the shared store was unavailable.
        releaseShared(claim);
      }
      return inFallback;
    }
    if (inShared instanceof Found.InFlight) {
      // It may have been answered here, with the shared store unavailable.
      Found inFallback = fallback.find(claim);
      return inFallback instanceof Found.Nothing ? inShared : inFallback;
    }
    return inShared;
  }

  @Override
  public void put(Claim claim, String encrypted) {
    try {
      if (shared.put(claim, encrypted)) {
        fallback.put(claim, encrypted);
      } else {
        fallback.release(claim);
      }
    } catch (StoreUnavailableException e) {
      errors.inc();
      fallback.put(claim, encrypted);
    }
  }

  @Override
  public void release(Claim claim) {
    fallback.release(claim);
    releaseShared(claim);
  }

  @Override
  public void remove(String storageKey) {
    fallback.remove(storageKey);
    try {
      shared.remove(storageKey);
    } catch (StoreUnavailableException e) {
      errors.inc();
    }
  }

  // A claim that cannot be released expires.
  private void releaseShared(Claim claim) {
    try {
      shared.release(claim);
    } catch (StoreUnavailableException e) {
      errors.inc();
    }
  }
}
