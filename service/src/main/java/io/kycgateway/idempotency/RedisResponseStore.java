package io.kycgateway.idempotency;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kycgateway.idempotency.ResponseStore.Found;
import io.kycgateway.store.SharedStore;
import io.kycgateway.store.StoreUnavailableException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Claims and responses in the shared store; each operation is atomic there. A value is {@code C},
 * fingerprint and token of a claim, or {@code A}, fingerprint and encrypted response.
 */
final class RedisResponseStore {
  private static final String CLAIM =
      "if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end "
          + "return redis.call('GET', KEYS[1])";
  // A newer claim, made after this one expired, takes precedence.
  private static final String PUT =
      "local held = redis.call('GET', KEYS[1]) "
          + "if held and held ~= ARGV[1] then return false end "
          + "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return KEYS[1]";
  private static final String RELEASE =
      "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return false";
  private static final String KIND = "idempotency";

  private final SharedStore store;
  private final byte[] lease;
  private final byte[] ttl;

  /**
   * Responses in that store.
   *
   * @param lease after which the claim of a process that died expires
   */
  RedisResponseStore(SharedStore store, Duration lease, Duration ttl) {
    this.store = store;
    this.lease = millis(lease);
    this.ttl = millis(ttl);
  }

  Found claim(Claim claim) throws StoreUnavailableException {
    byte[] held = run(CLAIM, claim.storageKey(), claimOf(claim), lease);
    if (held == null) {
      return ResponseStore.NOTHING;
    }
    String[] parts = new String(held, US_ASCII).split(" ", 3);
    if (parts.length != 3) {
      // Not a value of this class: decrypting it fails, and it is discarded then.
      return new Found.Stored("");
    }
    return ResponseStore.held(
        parts[1],
        claim,
        parts[0].equals("A") ? new Found.Stored(parts[2]) : ResponseStore.IN_FLIGHT);
  }

  /** False: a newer claim holds the key, and nothing is stored. */
  boolean put(Claim claim, String encrypted) throws StoreUnavailableException {
    byte[] value = ("A " + claim.fingerprint() + " " + encrypted).getBytes(US_ASCII);
    return run(PUT, claim.storageKey(), claimOf(claim), value, ttl) != null;
  }

  void release(Claim claim) throws StoreUnavailableException {
    byte[] unused = run(RELEASE, claim.storageKey(), claimOf(claim));
  }

  void remove(String storageKey) throws StoreUnavailableException {
    Long unused = store.ask(commands -> commands.del(key(storageKey)));
  }

  private byte @Nullable [] run(String script, String storageKey, byte[]... arguments)
      throws StoreUnavailableException {
    byte[][] keys = {key(storageKey)};
    return store.<byte @Nullable []>ask(
        commands -> commands.eval(script, ScriptOutputType.VALUE, keys, arguments));
  }

  private byte[] key(String storageKey) {
    return store.key(KIND, storageKey.getBytes(US_ASCII));
  }

  private static byte[] claimOf(Claim claim) {
    return ("C " + claim.fingerprint() + " " + claim.token()).getBytes(US_ASCII);
  }

  private static byte[] millis(Duration duration) {
    return Long.toString(duration.toMillis()).getBytes(US_ASCII);
  }
}
