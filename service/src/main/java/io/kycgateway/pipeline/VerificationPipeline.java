package io.kycgateway.pipeline;

import com.codahale.metrics.Clock;
import io.kycgateway.admission.Admission;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.UuidV7;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.slf4j.MDC;

/** Verifies: the one entry for the API and the batch alike. Safe for use by many threads. */
public final class VerificationPipeline {
  private static final String LOGGED_ID = "verification_id";

  private final ModuleGraph graph;
  private final EnumTable<ModuleName, ModuleClient> clients;
  private final PipelineThreads threads;
  private final DecisionRules rules;
  private final Budget budget;
  private final Admission admission;
  private final LongUnaryOperator ownDelay;
  private final OutcomeListener listeners;
  private final Clock clock;

  /**
   * A pipeline over those clients.
   *
   * @param admission how many verifications may be in flight
   * @param ownDelay the longest delay of this process since a tick of the clock, in nanoseconds: no
   *     module is blamed for it
   * @param budget of each verification, from its acceptance to its outcome
   * @param listeners told of every outcome, in this order
   * @param clock its ticks measure durations and deadlines, in nanoseconds; its time is that of
   *     verification ids
   */
  public VerificationPipeline(
      PipelineConfiguration configuration,
      ModuleGraph graph,
      EnumTable<ModuleName, ModuleClient> clients,
      PipelineThreads threads,
      Admission admission,
      LongUnaryOperator ownDelay,
      Budget budget,
      List<OutcomeListener> listeners,
      Clock clock) {
    this.graph = graph;
    this.clients = clients;
    this.threads = threads;
    this.rules = new DecisionRules(configuration.capDegraded());
    this.budget = budget;
    this.admission = admission;
    this.ownDelay = ownDelay;
    this.listeners = new OutcomeListeners(listeners);
    this.clock = clock;
  }

  /** Runs one verification to its one outcome, on the calling thread, if it is admitted. */
  public VerificationOutcome verify(VerificationRequest request, VerificationContext context) {
    return runIfAdmitted(request, context, listeners);
  }

  /**
   * The same with a listener of its own.
   *
   * @param own told of this verification alone, after all others
   */
  public VerificationOutcome verify(
      VerificationRequest request, VerificationContext context, OutcomeListener own) {
    return runIfAdmitted(request, context, with(own));
  }

  /** The same for a verification that was {@link #admit admitted} before. */
  public Concluded verifyAdmitted(VerificationRequest request, VerificationContext context) {
    return run(request, context, listeners);
  }

  /**
   * The same with a listener of its own.
   *
   * @param own told of this verification alone, after all others
   */
  public Concluded verifyAdmitted(
      VerificationRequest request, VerificationContext context, OutcomeListener own) {
    return run(request, context, with(own));
  }

  private OutcomeListener with(OutcomeListener own) {
    return new OutcomeListeners(List.of(listeners, own));
  }

  private VerificationOutcome runIfAdmitted(
      VerificationRequest request, VerificationContext context, OutcomeListener told) {
    Optional<Shed.Reason> refused = admit();
    if (refused.isPresent()) {
      return new Shed(refused.get());
    }
    try {
      return run(request, context, told);
    } finally {
      release();
    }
  }

  private Concluded run(
      VerificationRequest request, VerificationContext context, OutcomeListener told) {
    String id = UuidV7.of(clock.getTime()).toString();
    try (MDC.MDCCloseable scope = MDC.putCloseable(LOGGED_ID, id)) {
      return conclude(VerificationSpan.begin(new AcceptedVerification(id, request, context)), told);
    }
  }

  /** Admits one verification, which must be {@link #release released}, or counts why not. */
  public Optional<Shed.Reason> admit() {
    Optional<Shed.Reason> refused = reason(admission.acquire());
    refused.ifPresent(listeners::shed);
    return refused;
  }

  /**
   * Told that this process begins with a verification; what it waited until now was work and queues
   * of this process alone.
   *
   * @param admitted the clock's tick when it was {@link #admit admitted}
   */
  public void begun(long admitted) {
    admission.begunAfter(clock.getTick() - admitted);
  }

  /** Gives the place of an admitted verification back. */
  public void release() {
    admission.release();
  }

  /** Whether {@link #admit} would refuse for want of capacity. */
  public boolean isFull() {
    return admission.wouldAnswer() == Admission.Answer.FULL;
  }

  private static Optional<Shed.Reason> reason(Admission.Answer answer) {
    return switch (answer) {
      case ADMITTED -> Optional.empty();
      case FULL -> Optional.of(Shed.Reason.CAPACITY);
      case CLOSED -> Optional.of(Shed.Reason.SHUTDOWN);
    };
  }

  private Concluded conclude(AcceptedVerification accepted, OutcomeListener told) {
    long start = clock.getTick();
    long deadline = start + budget.nanos(accepted.request());
    told.accepted(accepted);
    VerificationRun run =
        new VerificationRun(graph, clients, threads, rules, ownDelay, clock, accepted, deadline);
    Concluded outcome = new InternalError(accepted.id(), null);
    try {
      outcome = run.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      outcome = new InternalError(accepted.id(), e);
    } finally {
      long nanos = clock.getTick() - start;
      if (outcome instanceof VerificationOutcome.Decision) {
        // A module that refuses at once says nothing of how long a verification takes.
        admission.tookNanos(nanos);
      }
      ConcludedVerification concluded =
          new ConcludedVerification(accepted, outcome, run.outcomes(), nanos);
      told.concluded(concluded);
      VerificationSpan.end(concluded);
    }
    return outcome;
  }

  /** The shortest time that a decision took of late, in nanoseconds; 0 before the first. */
  public long shortestNanos() {
    return admission.shortestNanos();
  }

  /** Whether new verifications are admitted. */
  public boolean isOpen() {
    return admission.wouldAnswer() != Admission.Answer.CLOSED;
  }

  /** Refuses new verifications from now on; those in flight run to their outcome. */
  public void close() {
    admission.close();
  }

  /** Counts a request that was refused before it came here, for want of capacity. */
  public void refusedAtCapacity() {
    listeners.shed(Shed.Reason.CAPACITY);
  }

  /** Counts a request that was refused because its verification could not be kept. */
  public void refusedWithoutHistory() {
    listeners.shed(Shed.Reason.HISTORY);
  }

  /** Counts a request that the server itself refused while it was stopping. */
  public void refusedAtShutdown() {
    listeners.shed(Shed.Reason.SHUTDOWN);
  }
}
