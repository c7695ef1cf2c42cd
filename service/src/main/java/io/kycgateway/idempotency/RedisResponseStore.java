package io.kycgateway.idempotency;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kycgateway.idempotency.ResponseStore.Found;
import io.kycgateway.store.SharedStore;
import io.kycgateway.store.StoreUnavailableException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Claims and answers in the shared store, each in one step there. A value is {@code C}, fingerprint
 * and token of a claim, or {@code A}, fingerprint and sealed answer.
 */
final class RedisResponseStore {
  private static final String CLAIM =
      "if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end "
          + "return redis.call('GET', KEYS[1])";
  // Whoever claimed it since, because this claim had run out, is not overruled.
  private static final String KEEP =
      "local held = redis.call('GET', KEYS[1]) "
          + "if held and held ~= ARGV[1] then return false end "
          + "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return false";
  private static final String RELEASE =
      "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return false";
  private static final String KIND = "idempotency";

  private final SharedStore store;
  private final byte[] lease;
  private final byte[] ttl;

  /**
   * Answers in that store.
   *
   * @param lease how long a claim holds whose process has died
   */
  RedisResponseStore(SharedStore store, Duration lease, Duration ttl) {
    this.store = store;
    this.lease = millis(lease);
    this.ttl = millis(ttl);
  }

  Found claim(Claim ticket) throws StoreUnavailableException {
    byte[] held = run(CLAIM, ticket.address(), claimOf(ticket), lease);
    if (held == null) {
      return ResponseStore.NOTHING;
    }
    String[] parts = new String(held, US_ASCII).split(" ", 3);
    if (parts.length != 3) {
      // Nothing of ours: it cannot be opened, and will be dropped for that.
      return new Found.Kept("");
    }
    return ResponseStore.taken(
        parts[1],
        ticket,
        parts[0].equals("A") ? new Found.Kept(parts[2]) : ResponseStore.IN_FLIGHT);
  }

  void keep(Claim ticket, String sealed) throws StoreUnavailableException {
    byte[] answer = ("A " + ticket.fingerprint() + " " + sealed).getBytes(US_ASCII);
    byte[] unused = run(KEEP, ticket.address(), claimOf(ticket), answer, ttl);
  }

  void release(Claim ticket) throws StoreUnavailableException {
    byte[] unused = run(RELEASE, ticket.address(), claimOf(ticket));
  }

  void forget(String address) throws StoreUnavailableException {
    Long unused = store.ask(commands -> commands.del(key(address)));
  }

  private byte @Nullable [] run(String script, String address, byte[]... arguments)
      throws StoreUnavailableException {
    byte[][] keys = {key(address)};
    return store.<byte @Nullable []>ask(
        commands -> commands.eval(script, ScriptOutputType.VALUE, keys, arguments));
  }

  private byte[] key(String address) {
    return store.key(KIND, address.getBytes(US_ASCII));
  }

  private static byte[] claimOf(Claim ticket) {
    return ("C " + ticket.fingerprint() + " " + ticket.token()).getBytes(US_ASCII);
  }

  private static byte[] millis(Duration duration) {
    return Long.toString(duration.toMillis()).getBytes(US_ASCII);
  }
}
