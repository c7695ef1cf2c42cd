package io.kycgateway.pipeline;

import com.codahale.metrics.Clock;
import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.Exemplars;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.pipeline.VerificationOutcome.Broken;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies: the one entry for the API and the batch alike. Safe for use by many threads. */
public final class VerificationPipeline {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationPipeline.class);

  private final ModuleGraph graph;
  private final EnumTable<ModuleName, ModuleClient> clients;
  private final ModuleCallExecutor threads;
  private final DecisionRules rules;
  private final long budgetNanos;
  private final Admission admission;
  private final PipelineMetrics metrics;
  private final Clock clock;

  /**
   * A pipeline over those clients.
   *
   * @param clock its ticks measure durations and deadlines, in nanoseconds
   */
  public VerificationPipeline(
      PipelineConfiguration configuration,
      ModuleGraph graph,
      EnumTable<ModuleName, ModuleClient> clients,
      ModuleCallExecutor threads,
      MetricRecorder families,
      Clock clock) {
    this.graph = graph;
    this.clients = clients;
    this.threads = threads;
    this.rules = new DecisionRules(configuration.capDegraded());
    this.budgetNanos = configuration.deadline().toNanoseconds();
    this.admission = new Admission(configuration.maxConcurrent());
    this.metrics = new PipelineMetrics(families);
    this.clock = clock;
  }

  /** Runs one verification to its one outcome, on the calling thread. */
  public VerificationOutcome verify(VerificationRequest request, VerificationContext context) {
    Optional<Shed.Reason> refused = admission.enter();
    if (refused.isPresent()) {
      metrics.shed(refused.get());
      return new Shed(refused.get());
    }
    long start = clock.getTick();
    metrics.accepted();
    VerificationRun run =
        new VerificationRun(
            graph, clients, threads, rules, clock, request, context, start + budgetNanos);
    Concluded outcome = new Broken(null);
    try {
      outcome = run.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      outcome = new Broken(e);
    } finally {
      try (Exemplars.Scope scope = Exemplars.within(context.trace())) {
        metrics.concluded(
            outcome.status(),
            clock.getTick() - start,
            run.records(),
            outcome instanceof Decision decision ? decision.degraded() : List.of());
      }
      admission.leave();
    }
    logFailure(outcome);
    return outcome;
  }

  /** Whether new verifications are let in. */
  public boolean isOpen() {
    return admission.isOpen();
  }

  /** Refuses new verifications from now on; those in flight run to their outcome. */
  public void close() {
    admission.close();
  }

  /** Counts a request that the server turned away by itself while it stopped. */
  public void refusedAtShutdown() {
    metrics.shed(Shed.Reason.SHUTDOWN);
  }

  private static void logFailure(Concluded outcome) {
    if (outcome instanceof VerificationOutcome.ModuleFailed failed) {
      LOG.warn(
          "verification failed: module={} failure={} ({})",
          failed.module().wireName(),
          failed.failure().kind().wireName(),
          failed.failure().detail());
    } else if (outcome instanceof VerificationOutcome.DeadlineExceeded exceeded) {
      LOG.warn(
          "verification failed: deadline exceeded, waiting for {}",
          exceeded.waitingFor().stream().map(ModuleName::wireName).toList());
    } else if (outcome instanceof Broken broken) {
      LOG.error("verification failed: a fault of the gateway", broken.cause());
    }
  }
}
