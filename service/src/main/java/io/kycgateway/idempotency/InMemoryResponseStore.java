package io.kycgateway.idempotency;

import com.codahale.metrics.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers in this process's memory, up to a number of bytes: the oldest goes first. Requests in
 * flight are never dropped; there are no more of them than threads that serve requests.
 */
final class InMemoryResponseStore implements ResponseStore {
  /** What an answer costs beyond its own bytes: objects, address, fingerprint. */
  static final int OVERHEAD_BYTES = 480;

  private final long ttlNanos;
  private final long maxBytes;
  private final Clock clock;

  // Guarded by this. All answers live equally long, so the order of insertion is that of expiry.
  private final LinkedHashMap<String, Answer> answers = new LinkedHashMap<>();
  private final Map<String, String> inFlight = new HashMap<>();
  private long bytes;

  private record Answer(String fingerprint, String sealed, long expiry) {
    long cost() {
      return sealed.length() + (long) OVERHEAD_BYTES;
    }
  }

  InMemoryResponseStore(Duration ttl, long maxBytes, Clock clock) {
    this.ttlNanos = ttl.toNanos();
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  @Override
  public synchronized Found claim(Claim ticket) {
    Found found = look(ticket);
    if (found instanceof Found.Nothing) {
      inFlight.put(ticket.address(), ticket.fingerprint());
    }
    return found;
  }

  /** What a claim would find, without making it. */
  synchronized Found look(Claim ticket) {
    dropExpired();
    Answer answer = answers.get(ticket.address());
    if (answer != null) {
      return ResponseStore.taken(answer.fingerprint(), ticket, new Found.Kept(answer.sealed()));
    }
    String running = inFlight.get(ticket.address());
    return running == null ? NOTHING : ResponseStore.taken(running, ticket, IN_FLIGHT);
  }

  @Override
  public synchronized void keep(Claim ticket, String sealed) {
    Answer answer = new Answer(ticket.fingerprint(), sealed, clock.getTick() + ttlNanos);
    forget(ticket.address());
    answers.put(ticket.address(), answer);
    bytes += answer.cost();
    inFlight.remove(ticket.address());
    dropExpired();
    while (bytes > maxBytes) {
      dropOldest();
    }
  }

  @Override
  public synchronized void release(Claim ticket) {
    inFlight.remove(ticket.address());
  }

  @Override
  public synchronized void forget(String address) {
    Answer answer = answers.remove(address);
    if (answer != null) {
      bytes -= answer.cost();
    }
  }

  synchronized int size() {
    return answers.size();
  }

  private void dropExpired() {
    long now = clock.getTick();
    while (!answers.isEmpty() && answers.values().iterator().next().expiry() - now <= 0) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Iterator<Answer> oldest = answers.values().iterator();
    bytes -= oldest.next().cost();
    oldest.remove();
  }
}
