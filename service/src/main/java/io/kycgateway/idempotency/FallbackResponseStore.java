package io.kycgateway.idempotency;

import com.codahale.metrics.Counter;
import io.kycgateway.store.StoreUnavailableException;

/**
 * Answers that all processes share. Requests in flight are known to this process as well, and while
 * the store is away their answers are kept here: duplicates that reach one process are then still
 * verified once, whatever the store does, and those that reach two may be verified twice.
 */
final class FallbackResponseStore implements ResponseStore {
  private final RedisResponseStore stored;
  private final InMemoryResponseStore local;
  private final Counter errors;

  FallbackResponseStore(RedisResponseStore stored, InMemoryResponseStore local, Counter errors) {
    this.stored = stored;
    this.local = local;
    this.errors = errors;
  }

  @Override
  public Found claim(Claim ticket) {
    Found far;
    try {
      far = stored.claim(ticket);
    } catch (StoreUnavailableException e) {
      errors.inc();
      return local.claim(ticket);
    }
    if (far instanceof Found.Nothing) {
      Found near = local.claim(ticket);
      if (!(near instanceof Found.Nothing)) {
        // It began here, or was answered, while the store was away.
        releaseStored(ticket);
      }
      return near;
    }
    if (far instanceof Found.InFlight) {
      // Perhaps it was answered here, and the store did not take the answer.
      Found near = local.look(ticket);
      return near instanceof Found.Nothing ? far : near;
    }
    return far;
  }

  @Override
  public void keep(Claim ticket, String sealed) {
    try {
      stored.keep(ticket, sealed);
      local.release(ticket);
    } catch (StoreUnavailableException e) {
      errors.inc();
      local.keep(ticket, sealed);
    }
  }

  @Override
  public void release(Claim ticket) {
    local.release(ticket);
    releaseStored(ticket);
  }

  @Override
  public void forget(String address) {
    local.forget(address);
    try {
      stored.forget(address);
    } catch (StoreUnavailableException e) {
      errors.inc();
    }
  }

  // A claim that stays behind runs out by itself.
  private void releaseStored(Claim ticket) {
    try {
      stored.release(ticket);
    } catch (StoreUnavailableException e) {
      errors.inc();
    }
  }
}
