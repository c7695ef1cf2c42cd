package io.kycgateway.pipeline;

import com.codahale.metrics.Clock;
import io.kycgateway.modules.CallControl;
import io.kycgateway.modules.ModuleCall;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.modules.ModulePayload;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.ModuleRecord.Outcome;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.verification.EnumTable;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One verification, on the thread that asked for it. Module calls run on threads of their own and
 * report back; this thread alone decides: which module starts, which has run out of time, what the
 * outcome is. So nothing here is shared but the queue of results.
 */
final class VerificationRun {
  private final ModuleGraph graph;
  private final EnumTable<ModuleName, ModuleClient> clients;
  private final ModuleThreads threads;
  private final DecisionRules rules;
  private final Clock clock;
  private final VerificationRequest request;
  private final VerificationContext context;
  private final long deadline;

  private final BlockingQueue<Report> reports =
      new ArrayBlockingQueue<>(ModuleName.values().length);
  private final Map<ModuleName, Running> running = new EnumMap<>(ModuleName.class);
  private final Map<ModuleName, ModuleRecord> records = new EnumMap<>(ModuleName.class);
  private final Map<ModuleName, ModuleResult.Answer> answers = new EnumMap<>(ModuleName.class);
  private final Set<ModuleName> degraded = EnumSet.noneOf(ModuleName.class);
  private byte @Nullable [] commonPayload;

  private record Report(ModuleName module, ModuleResult result) {}

  private record Running(CallControl control, long start, long deadline) {}

  VerificationRun(
      ModuleGraph graph,
      EnumTable<ModuleName, ModuleClient> clients,
      ModuleThreads threads,
      DecisionRules rules,
      Clock clock,
      VerificationRequest request,
      VerificationContext context,
      long deadline) {
    this.graph = graph;
    this.clients = clients;
    this.threads = threads;
    this.rules = rules;
    this.clock = clock;
    this.request = request;
    this.context = context;
    this.deadline = deadline;
  }

  /**
   * Runs to the outcome; whatever is still in flight then is given up.
   *
   * @throws InterruptedException if the thread is told to stop
   */
  Concluded run() throws InterruptedException {
    try {
      Concluded outcome = startReady();
      while (outcome == null) {
        Report report = reports.poll(nanosToNextDeadline(), TimeUnit.NANOSECONDS);
        outcome = report == null ? expire() : settle(report);
        if (outcome == null) {
          outcome = startReady();
        }
      }
      return outcome;
    } finally {
      giveUpTheRest();
    }
  }

  /** How each module ended; complete once {@link #run} has returned or thrown. */
  Collection<ModuleRecord> records() {
    return records.values();
  }

  private @Nullable Concluded startReady() {
    for (ModuleName module : ModuleName.values()) {
      ModuleGraph.Node node = graph.node(module);
      if (!records.containsKey(module) && !running.containsKey(module) && isDone(node.after())) {
        Concluded outcome = start(node);
        if (outcome != null) {
          return outcome;
        }
      }
    }
    return null;
  }

  private boolean isDone(Set<ModuleName> modules) {
    for (ModuleName module : modules) {
      if (!records.containsKey(module)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Concluded start(ModuleGraph.Node node) {
    long now = clock.getTick();
    long remaining = deadline - now;
    if (remaining <= 0) {
      return new DeadlineExceeded(List.of(node.module()));
    }
    ModuleName module = node.module();
    CallControl control = new CallControl();
    ModuleCall call =
        new ModuleCall(
            payload(node),
            context,
            Math.max(1, TimeUnit.NANOSECONDS.toMillis(remaining)),
            control,
            1);
    running.put(module, new Running(control, now, now + Math.min(remaining, node.timeoutNanos())));
    ModuleClient client = clients.get(module);
    try {
      threads.execute(() -> report(module, client, call));
    } catch (RejectedExecutionException e) {
      return settle(new Report(module, ModuleResult.failed(Kind.REJECTED, "no thread was free")));
    }
    return null;
  }

  private void report(ModuleName module, ModuleClient client, ModuleCall call) {
    ModuleResult result;
    try {
      result = client.call(call);
    } catch (RuntimeException | Error e) {
      // A bug must end this verification with an error, not leave it to its deadline.
      result = ModuleResult.failed(Kind.INVALID_RESPONSE, e.getClass().getSimpleName());
    }
    // There is room for a report of every module, so this never fails.
    reports.add(new Report(module, result));
  }

  private ModulePayload payload(ModuleGraph.Node node) {
    if (commonPayload == null) {
      commonPayload = ModulePayload.common(request, context);
    }
    Map<ModuleName, ModuleResult.Answer> results = new EnumMap<>(ModuleName.class);
    List<ModuleName> missing = new ArrayList<>();
    for (ModuleName earlier : node.before()) {
      ModuleResult.Answer answer = answers.get(earlier);
      if (answer != null) {
        results.put(earlier, answer);
      } else {
        missing.add(earlier);
      }
    }
    return ModulePayload.of(commonPayload, results, missing);
  }

  private long nanosToNextDeadline() {
    long next = deadline;
    for (Running call : running.values()) {
      next = Math.min(next, call.deadline());
    }
    return next - clock.getTick();
  }

  private @Nullable Concluded expire() {
    long now = clock.getTick();
    if (now >= deadline) {
      List<ModuleName> waitingFor = List.copyOf(running.keySet());
      waitingFor.forEach(module -> end(module, Outcome.TIMEOUT, null));
      return new DeadlineExceeded(waitingFor);
    }
    for (Map.Entry<ModuleName, Running> call : List.copyOf(running.entrySet())) {
      if (now >= call.getValue().deadline()) {
        Concluded outcome =
            settle(
                new Report(
                    call.getKey(), ModuleResult.failed(Kind.TIMEOUT, "the module's timeout")));
        if (outcome != null) {
          return outcome;
        }
      }
    }
    return null;
  }

  private @Nullable Concluded settle(Report report) {
    ModuleName module = report.module();
    if (!running.containsKey(module)) {
      // A call that was given up reports after all.
      return null;
    }
    if (report.result() instanceof ModuleResult.Failed failed) {
      end(module, outcome(failed.failure()), null);
      if (graph.node(module).required()) {
        return new ModuleFailed(module, failed.failure());
      }
      degraded.add(module);
      return null;
    }
    ModuleResult.Answer answer = (ModuleResult.Answer) report.result();
    end(module, Outcome.SUCCESS, answer);
    answers.put(module, answer);
    return answer instanceof ModuleResult.Decided decided
        ? rules.decide(decided, answers, degraded)
        : null;
  }

  private void end(ModuleName module, Outcome outcome, ModuleResult.@Nullable Answer answer) {
    Running call = running.remove(module);
    if (call == null) {
      throw new IllegalStateException(module + " is not running");
    }
    if (answer == null) {
      call.control().cancel();
    }
    records.put(module, new ModuleRecord(module, outcome, clock.getTick() - call.start(), answer));
  }

  private void giveUpTheRest() {
    List.copyOf(running.keySet()).forEach(module -> end(module, Outcome.CANCELLED, null));
    for (ModuleName module : ModuleName.values()) {
      records.computeIfAbsent(module, ModuleRecord::skipped);
    }
  }

  private static Outcome outcome(ModuleFailure failure) {
    return switch (failure.kind()) {
      case TIMEOUT -> Outcome.TIMEOUT;
      case REJECTED -> Outcome.REJECTED;
      case CANCELLED -> Outcome.CANCELLED;
      case UNREACHABLE, STATUS, INVALID_RESPONSE -> Outcome.ERROR;
    };
  }
}
