package io.kycgateway.pipeline;

import com.codahale.metrics.Clock;
import io.kycgateway.common.EnumTable;
import io.kycgateway.modules.CallControl;
import io.kycgateway.modules.ModuleCall;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.modules.ModulePayload;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.ModuleOutcome.Outcome;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One verification. The thread that asked for it waits for the outcome and keeps the deadlines; it
 * never blocks on a socket, so nothing can hold it beyond them. Module calls run on threads of
 * their own. Whichever thread has news takes the lock and decides, alone: which module starts, what
 * the outcome is. Of the modules that a call has made ready the last one runs on the same thread,
 * which saves two hand-offs for each module that waits for others.
 */
final class VerificationRun {
  private final ModuleGraph graph;
  private final EnumTable<ModuleName, ModuleClient> clients;
  private final ModuleCallExecutor threads;
  private final DecisionRules rules;
  private final Clock clock;
  private final VerificationRequest request;
  private final VerificationContext context;
  private final long deadline;

  // Guards everything below.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long watchedDeadline;
  private @Nullable Concluded outcome;
  private @Nullable RuntimeException fault;
  private boolean isOver;
  private final Map<ModuleName, Running> running = new EnumMap<>(ModuleName.class);
  private final Map<ModuleName, ModuleOutcome> records = new EnumMap<>(ModuleName.class);
  private final Map<ModuleName, ModuleResult.Answer> answers = new EnumMap<>(ModuleName.class);
  private final Set<ModuleName> degraded = EnumSet.noneOf(ModuleName.class);
  private byte @Nullable [] commonPayload;

  /** A call that was started and still needs a thread. */
  private record Started(ModuleName module, ModuleClient client, ModuleCall call) {}

  private record Running(CallControl control, long start, long deadline) {}

  VerificationRun(
      ModuleGraph graph,
      EnumTable<ModuleName, ModuleClient> clients,
      ModuleCallExecutor threads,
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
    lock.lock();
    try {
      handOffReady();
      while (outcome == null) {
        if (fault != null) {
          throw fault;
        }
        long nanos = nanosToNextDeadline();
        if (nanos <= 0 || news.awaitNanos(nanos) <= 0) {
          expire();
        }
      }
      return outcome;
    } finally {
      giveUpTheRest();
      isOver = true;
      lock.unlock();
    }
  }

  /** How each module ended; complete once {@link #run} has returned or thrown. */
  Collection<ModuleOutcome> records() {
    return records.values();
  }

  // On a module's thread: calls it, and then whatever has become ready by its answer.
  private void call(Started first) {
    Started next = first;
    while (next != null) {
      ModuleResult result;
      try {
        result = next.client().call(next.call());
      } catch (RuntimeException | Error e) {
        // A bug must end this verification with an error, not leave it to its deadline.
        result = ModuleResult.failed(Kind.INVALID_RESPONSE, e.getClass().getSimpleName());
      }
      next = report(next.module(), result);
    }
  }

  // The call that goes on with this thread, if there is one.
  private @Nullable Started report(ModuleName module, ModuleResult result) {
    lock.lock();
    try {
      if (isOver || outcome != null || !running.containsKey(module)) {
        // A call that was given up reports after all.
        return null;
      }
      settle(module, result);
      Started here = startReadyHere();
      if (outcome != null || isWaitTooLong()) {
        news.signal();
      }
      return here;
    } catch (RuntimeException e) {
      // For the waiting thread to throw: here nobody would hear of it.
      fault = e;
      news.signal();
      return null;
    } finally {
      lock.unlock();
    }
  }

  // Gives a thread to every module that waits for nothing more.
  private void handOffReady() {
    for (ModuleName module : ModuleName.values()) {
      if (isReady(module)) {
        handOff(module);
      }
    }
  }

  // The same, but the last of them goes on with the thread that asks.
  private @Nullable Started startReadyHere() {
    ModuleName here = null;
    for (ModuleName module : ModuleName.values()) {
      if (isReady(module)) {
        here = module;
      }
    }
    for (ModuleName module : ModuleName.values()) {
      if (module != here && isReady(module)) {
        handOff(module);
      }
    }
    return here != null && isReady(here) ? start(here) : null;
  }

  private void handOff(ModuleName module) {
    Started started = start(module);
    if (started == null) {
      return;
    }
    try {
      threads.execute(() -> call(started));
    } catch (RejectedExecutionException e) {
      settle(module, ModuleResult.failed(Kind.REJECTED, "no thread was free"));
      handOffReady();
    }
  }

  private boolean isReady(ModuleName module) {
    return outcome == null
        && !records.containsKey(module)
        && !running.containsKey(module)
        && isDone(graph.node(module).after());
  }

  private boolean isDone(Set<ModuleName> modules) {
    for (ModuleName module : modules) {
      if (!records.containsKey(module)) {
        return false;
      }
    }
    return true;
  }

  // Null, and the outcome, if there is no time left for it.
  private @Nullable Started start(ModuleName module) {
    ModuleGraph.Node node = graph.node(module);
    long now = clock.getTick();
    long remaining = deadline - now;
    if (remaining <= 0) {
      outcome = new DeadlineExceeded(List.of(module));
      return null;
    }
    CallControl control = new CallControl();
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remaining));
    Started started =
        new Started(
            module,
            clients.get(module),
            new ModuleCall(payload(node), context, millis, control, 1));
    running.put(module, new Running(control, now, now + Math.min(remaining, node.timeoutNanos())));
    return started;
  }

  private ModulePayload payload(ModuleGraph.Node node) {
    if (commonPayload == null) {
      commonPayload = ModulePayload.common(request, context);
    }
    Map<ModuleName, ModuleResult.Scored> results = new EnumMap<>(ModuleName.class);
    List<ModuleName> missing = new ArrayList<>();
    for (ModuleName earlier : node.before()) {
      if (answers.get(earlier) instanceof ModuleResult.Scored answer) {
        results.put(earlier, answer);
      } else {
        missing.add(earlier);
      }
    }
    return ModulePayload.of(commonPayload, results, missing);
  }

  private long nanosToNextDeadline() {
    watchedDeadline = nextDeadline();
    return watchedDeadline - clock.getTick();
  }

  // Whether the waiting thread must look before the time that it sleeps until.
  private boolean isWaitTooLong() {
    long next = nextDeadline();
    return next < watchedDeadline || next <= clock.getTick();
  }

  private long nextDeadline() {
    long next = deadline;
    for (Running call : running.values()) {
      next = Math.min(next, call.deadline());
    }
    return next;
  }

  // On the waiting thread: ends the calls whose time is up; what they make ready gets threads.
  private void expire() {
    long now = clock.getTick();
    if (outcome == null && now >= deadline) {
      List<ModuleName> waitingFor = List.copyOf(running.keySet());
      waitingFor.forEach(module -> end(module, Outcome.TIMEOUT, null));
      outcome = new DeadlineExceeded(waitingFor);
    }
    for (Map.Entry<ModuleName, Running> call : List.copyOf(running.entrySet())) {
      if (outcome == null && now >= call.getValue().deadline()) {
        settle(call.getKey(), ModuleResult.failed(Kind.TIMEOUT, "the module's timeout"));
      }
    }
    handOffReady();
  }

  // Takes a running module's result in, and with it the outcome if it is one.
  private void settle(ModuleName module, ModuleResult result) {
    if (result instanceof ModuleResult.Failed failed) {
      end(module, outcome(failed.failure()), null);
      if (graph.node(module).required()) {
        outcome = new ModuleFailed(module, failed.failure());
      } else {
        degraded.add(module);
      }
      return;
    }
    ModuleResult.Answer answer = (ModuleResult.Answer) result;
    end(module, Outcome.SUCCESS, answer);
    answers.put(module, answer);
    if (answer instanceof ModuleResult.Decided decided) {
      outcome = rules.decide(decided, answers, degraded);
    }
  }

  private void end(ModuleName module, Outcome outcome, ModuleResult.@Nullable Answer answer) {
    Running call = running.remove(module);
    if (call == null) {
      throw new IllegalStateException(module + " is not running");
    }
    long took = clock.getTick() - call.start();
    if (answer == null) {
      giveUp(call.control(), outcome == Outcome.TIMEOUT && hadItsTime(module, took));
    }
    records.put(module, new ModuleOutcome(module, outcome, took, answer));
  }

  // Cut off by the verification's deadline with next to nothing left for it, a module is not to
  // blame: earlier ones were slow.
  private boolean hadItsTime(ModuleName module, long nanos) {
    return nanos >= graph.node(module).timeoutNanos() / 2;
  }

  private static void giveUp(CallControl control, boolean isTheModulesFault) {
    if (isTheModulesFault) {
      control.timeOut();
    } else {
      control.cancel();
    }
  }

  private void giveUpTheRest() {
    List.copyOf(running.keySet()).forEach(module -> end(module, Outcome.CANCELLED, null));
    for (ModuleName module : ModuleName.values()) {
      records.computeIfAbsent(module, ModuleOutcome::skipped);
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
