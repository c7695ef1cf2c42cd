package io.kycgateway.idempotency;

import com.codahale.metrics.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Responses in this process's memory, up to a number of bytes: the oldest is evicted first.
 * Requests in flight are never evicted; there are no more of them than request threads.
 */
final class InMemoryResponseStore implements ResponseStore {
  /** What a response costs beyond its own bytes: objects, storage key, fingerprint. */
  static final int OVERHEAD_BYTES = 480;

  private final long ttlNanos;
  private final long maxBytes;
  private final Clock clock;

  // Guarded by this. All responses have the same lifetime, so they expire in the order of
  // insertion.
  private final LinkedHashMap<String, Stored> responses = new LinkedHashMap<>();
  private final Map<String, String> inFlight = new HashMap<>();
  private long bytes;

  private record Stored(String fingerprint, String encrypted, long expiry) {
    long cost() {
      return encrypted.length() + (long) OVERHEAD_BYTES;
    }
  }

  InMemoryResponseStore(Duration ttl, long maxBytes, Clock clock) {
    this.ttlNanos = ttl.toNanos();
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  @Override
  public synchronized Found claim(Claim claim) {
    Found found = find(claim);
    if (found instanceof Found.Nothing) {
      inFlight.put(claim.storageKey(), claim.fingerprint());
    }
    return found;
  }

  /** What a claim would find, without claiming. */
  synchronized Found find(Claim claim) {
    dropExpired();
    Stored stored = responses.get(claim.storageKey());
    if (stored != null) {
      return ResponseStore.held(stored.fingerprint(), claim, new Found.Stored(stored.encrypted()));
    }
    String running = inFlight.get(claim.storageKey());
    return running == null ? NOTHING : ResponseStore.held(running, claim, IN_FLIGHT);
  }

  @Override
  public synchronized void put(Claim claim, String encrypted) {
    Stored stored = new Stored(claim.fingerprint(), encrypted, clock.getTick() + ttlNanos);
    remove(claim.storageKey());
    responses.put(claim.storageKey(), stored);
    bytes += stored.cost();
    inFlight.remove(claim.storageKey());
    dropExpired();
    while (bytes > maxBytes) {
      dropOldest();
    }
  }

  @Override
  public synchronized void release(Claim claim) {
    inFlight.remove(claim.storageKey());
  }

  @Override
  public synchronized void remove(String storageKey) {
    Stored stored = responses.remove(storageKey);
    if (stored != null) {
      bytes -= stored.cost();
    }
  }

  synchronized int size() {
    return responses.size();
  }

  private void dropExpired() {
    long now = clock.getTick();
    while (!responses.isEmpty() && responses.values().iterator().next().expiry() - now <= 0) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Iterator<Stored> oldest = responses.values().iterator();
    bytes -= oldest.next().cost();
    oldest.remove();
  }
}
