package io.kycgateway.idempotency;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.WireName;
import io.kycgateway.idempotency.ResponseStore.Found;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.store.SharedStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a repeated request from a new one. Safe for use by many threads. */
public final class IdempotencyService {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyService.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_BYTES = 16;

  /** Beyond the deadline: for rate limits before a verification, and pauses of the process. */
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

  private final ResponseStore store;
  private final EnumTable<Result, Counter> results;

  /** How a request with a key ended, for its metric. */
  enum Result implements WireName {
    NEW,
    REPLAYED,
    CONFLICT,
    MISMATCH;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @Override
    public String wireName() {
      return wireName;
    }
  }

  IdempotencyService(ResponseStore store, MetricRecorder recorder) {
    this.store = store;
    this.results = recorder.counters(IdempotencyMetrics.REQUESTS, Result.class);
  }

  /**
   * Stores responses in the shared store, or in this process if there is none.
   *
   * @param deadline the longest that a verification takes: a request that is in flight for longer
   *     than this and a margin was lost with its process
   */
  public static IdempotencyService create(
      IdempotencyConfiguration configuration,
      Optional<SharedStore> store,
      Duration deadline,
      MetricRecorder recorder,
      Clock clock) {
    Duration keepFor = configuration.keepFor().toJavaDuration();
    InMemoryResponseStore inMemory =
        new InMemoryResponseStore(keepFor, configuration.maxMemory().toBytes(), clock);
    Counter errors = recorder.counter(IdempotencyMetrics.BACKEND_ERRORS);
    return new IdempotencyService(
        store
            .<ResponseStore>map(
                shared ->
                    new FallbackResponseStore(
                        new RedisResponseStore(shared, deadline.plus(LEASE_MARGIN), keepFor),
                        inMemory,
                        errors))
            .orElse(inMemory),
        recorder);
  }

  /**
   * Claims a request's key, or finds what it was used for.
   *
   * @param client the name of the client that sent it: each client has its own keys
   */
  public IdempotencyResult submit(String client, IdempotencyFingerprint request) {
    ResponseCipher cipher = ResponseCipher.of(client, request.key());
    byte[] token = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(token);
    Claim claim =
        new Claim(
            cipher.storageKey(),
            cipher.fingerprint(request.digest()),
            HexFormat.of().formatHex(token));
    Found found = store.claim(claim);
    Optional<String> replay = replay(found, cipher);
    if (found instanceof Found.Stored && replay.isEmpty()) {
      LOG.error("a stored idempotent response cannot be decrypted; discarding it");
      store.remove(claim.storageKey());
      found = store.claim(claim);
      replay = replay(found, cipher);
    }
    if (replay.isPresent()) {
      results.get(Result.REPLAYED).inc();
      return new IdempotencyResult.Replay(replay.get());
    }
    return result(found, cipher, claim);
  }

  private static Optional<String> replay(Found found, ResponseCipher cipher) {
    return found instanceof Found.Stored stored
        ? cipher.decrypt(stored.encrypted())
        : Optional.empty();
  }

  private IdempotencyResult result(Found found, ResponseCipher cipher, Claim claim) {
    if (found instanceof Found.Stored) {
      throw new IllegalStateException("a stored response cannot be decrypted");
    }
    if (found instanceof Found.InFlight) {
      results.get(Result.CONFLICT).inc();
      return new IdempotencyResult.InFlight();
    }
    if (found instanceof Found.OtherBody) {
      results.get(Result.MISMATCH).inc();
      return new IdempotencyResult.KeyReused();
    }
    results.get(Result.NEW).inc();
    return new IdempotencyResult.New(store, cipher, claim);
  }
}
