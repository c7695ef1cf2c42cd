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

/** Tells a request that is sent again from a new one. Safe for use by many threads. */
public final class IdempotencyService {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyService.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_BYTES = 16;

  /** Beyond the deadline: for the limits before a verification, and pauses of the process. */
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

  private final ResponseStore store;
  private final EnumTable<Result, Counter> results;

  /** What a request turned out to be. */
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

  IdempotencyService(ResponseStore store, MetricRecorder families) {
    this.store = store;
    this.results = families.counters(IdempotencyMetrics.REQUESTS, Result.class);
  }

  /**
   * Keeps answers in the shared store, or in this process alone if there is none.
   *
   * @param deadline the longest that a verification takes: a request that is in flight for longer
   *     than this, and a margin, was lost with its process
   */
  public static IdempotencyService create(
      IdempotencyConfiguration configuration,
      Optional<SharedStore> store,
      Duration deadline,
      MetricRecorder families,
      Clock clock) {
    Duration keepFor = configuration.keepFor().toJavaDuration();
    InMemoryResponseStore local =
        new InMemoryResponseStore(keepFor, configuration.maxMemory().toBytes(), clock);
    Counter errors = families.counter(IdempotencyMetrics.BACKEND_ERRORS);
    return new IdempotencyService(
        store
            .<ResponseStore>map(
                shared ->
                    new FallbackResponseStore(
                        new RedisResponseStore(shared, deadline.plus(LEASE_MARGIN), keepFor),
                        local,
                        errors))
            .orElse(local),
        families);
  }

  /**
   * Finds out what a request is.
   *
   * @param client the name of the client that sent it: another client's keys are other keys
   */
  public IdempotencyResult submit(String client, IdempotencyFingerprint request) {
    ResponseCipher seal = ResponseCipher.of(client, request.key());
    byte[] token = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(token);
    Claim ticket =
        new Claim(
            seal.address(), seal.fingerprint(request.digest()), HexFormat.of().formatHex(token));
    Found found = store.claim(ticket);
    Optional<String> answer = answer(found, seal);
    if (found instanceof Found.Kept && answer.isEmpty()) {
      LOG.error("an answer that was kept for an Idempotency-Key cannot be opened and is dropped");
      store.forget(ticket.address());
      found = store.claim(ticket);
      answer = answer(found, seal);
    }
    if (answer.isPresent()) {
      results.get(Result.REPLAYED).inc();
      return new IdempotencyResult.Repeated(answer.get());
    }
    return submission(found, seal, ticket);
  }

  private static Optional<String> answer(Found found, ResponseCipher seal) {
    return found instanceof Found.Kept kept ? seal.open(kept.sealed()) : Optional.empty();
  }

  private IdempotencyResult submission(Found found, ResponseCipher seal, Claim ticket) {
    if (found instanceof Found.Kept) {
      throw new IllegalStateException("an answer cannot be opened");
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
    return new IdempotencyResult.New(store, seal, ticket);
  }
}
