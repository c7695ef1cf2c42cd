package io.kycgateway.idempotency;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import io.kycgateway.idempotency.AnswerStore.Found;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricFamilies;
import io.kycgateway.verification.EnumTable;
import io.kycgateway.verification.WireName;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a request that is sent again from a new one. Safe for use by many threads. */
public final class IdempotentRequests {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotentRequests.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_BYTES = 16;

  private final AnswerStore store;
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

  IdempotentRequests(AnswerStore store, MetricFamilies families) {
    this.store = store;
    this.results = families.counters(Catalogue.IDEMPOTENT_REQUESTS, Result.class);
  }

  /** Keeps answers in this process alone. */
  public static IdempotentRequests inMemory(
      IdempotencyConfiguration configuration, MetricFamilies families, Clock clock) {
    return new IdempotentRequests(
        new LocalAnswers(
            configuration.keepFor().toJavaDuration(), configuration.maxMemory().toBytes(), clock),
        families);
  }

  /**
   * Finds out what a request is.
   *
   * @param client the name of the client that sent it: another client's keys are other keys
   */
  public Submission submit(String client, KeyedBody request) {
    AnswerSeal seal = AnswerSeal.of(client, request.key());
    byte[] token = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(token);
    Ticket ticket =
        new Ticket(
            seal.address(), seal.fingerprint(request.digest()), HexFormat.of().formatHex(token));
    Found found = store.claim(ticket);
    if (found instanceof Found.Kept kept && seal.open(kept.sealed()).isEmpty()) {
      LOG.error("an answer that was kept for an Idempotency-Key cannot be opened and is dropped");
      store.forget(ticket.address());
      found = store.claim(ticket);
    }
    return submission(found, seal, ticket);
  }

  private Submission submission(Found found, AnswerSeal seal, Ticket ticket) {
    if (found instanceof Found.Kept kept) {
      return seal.open(kept.sealed())
          .<Submission>map(
              answer -> {
                results.get(Result.REPLAYED).inc();
                return new Submission.Repeated(answer);
              })
          .orElseThrow(() -> new IllegalStateException("an answer cannot be opened"));
    }
    if (found instanceof Found.InFlight) {
      results.get(Result.CONFLICT).inc();
      return new Submission.InFlight();
    }
    if (found instanceof Found.OtherBody) {
      results.get(Result.MISMATCH).inc();
      return new Submission.KeyReused();
    }
    results.get(Result.NEW).inc();
    return new Submission.New(store, seal, ticket);
  }
}
