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
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.verification.ModuleName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One verification. The calling thread waits for the outcome, is woken at each deadline, and
 * enforces it; it never blocks on a socket, so it always returns in time. Module calls run on
 * threads of their own. Whichever thread changes the state holds the lock and decides which module
 * starts and what the outcome is. Of the modules that become ready with a result the last one runs
 * on the same thread, which saves two thread hand-offs for each module that waits for others.
 */
final class VerificationRun {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationRun.class);

  /** Of one call: to its thread, to its connection, and from the response back to the thread. */
  private static final int HAND_OFFS = 3;

  private static final long WAKE_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ModuleGraph graph;
  private final EnumTable<ModuleName, ModuleClient> clients;
  private final PipelineThreads threads;
  private final DecisionRules rules;
  private final LongUnaryOperator ownDelay;
  private final Clock clock;
  private final AcceptedVerification verification;
  private final long deadline;

  // Guards everything below.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stateChanged = lock.newCondition();
  private long watchedDeadline;
  private @Nullable Future<?> alarm;
  private @Nullable Concluded outcome;
  private boolean isOver;
  private final Map<ModuleName, Running> running = new EnumMap<>(ModuleName.class);
  private final Map<ModuleName, ModuleOutcome> outcomes = new EnumMap<>(ModuleName.class);
  private final Map<ModuleName, ModuleResult.Answer> answers = new EnumMap<>(ModuleName.class);
  private final Set<ModuleName> degraded = EnumSet.noneOf(ModuleName.class);
  private byte @Nullable [] commonPayload;

  /** A call that is running as far as the state goes and still needs a thread. */
  private record Started(ModuleName module, ModuleClient client, ModuleCall call) {}

  private record Running(CallControl control, long start, long deadline) {
    Running until(long later) {
      return new Running(control, start, later);
    }
  }

  VerificationRun(
      ModuleGraph graph,
      EnumTable<ModuleName, ModuleClient> clients,
      PipelineThreads threads,
      DecisionRules rules,
      LongUnaryOperator ownDelay,
      Clock clock,
      AcceptedVerification verification,
      long deadline) {
    this.graph = graph;
    this.clients = clients;
    this.threads = threads;
    this.rules = rules;
    this.ownDelay = ownDelay;
    this.clock = clock;
    this.verification = verification;
    this.deadline = deadline;
  }

  /**
   * Runs to the outcome and cancels the calls that are still in flight.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  Concluded run() throws InterruptedException {
    lock.lock();
    try {
      dispatchReady();
      while (outcome == null) {
        long next = nextDeadline();
        if (next <= clock.getTick()) {
          expire();
        } else {
          watch(next);
          stateChanged.await();
        }
      }
      return outcome;
    } finally {
      cancelAlarm();
      cancelRemaining();
      isOver = true;
      lock.unlock();
    }
  }

  /** How each module ended; complete once {@link #run} has returned or thrown. */
  List<ModuleOutcome> outcomes() {
    return List.copyOf(outcomes.values());
  }

  // On a module's thread: calls it, and then the module that its result makes ready, if any.
  private void call(Started first) {
    Started next = first;
    while (next != null) {
      ModuleResult result;
      try {
        result = next.client().call(next.call());
      } catch (RuntimeException | Error e) {
        // A client's failures are values: what it throws is a bug of ours, not the module's
        // failure.
        reportBug(next.module(), e);
        return;
      }
      next = report(next.module(), result);
    }
  }

  // The call that continues on this thread, if any.
  private @Nullable Started report(ModuleName module, ModuleResult result) {
    lock.lock();
    try {
      if (isOver || outcome != null || !running.containsKey(module)) {
        // Of a cancelled call.
        return null;
      }
      accept(module, result, isOwnTimeout(module, result));
      Started inline = startReadyInline();
      long next = nextDeadline();
      if (outcome != null || next <= clock.getTick()) {
        stateChanged.signal();
      } else if (next < watchedDeadline) {
        watch(next);
      }
      return inline;
    } catch (RuntimeException | Error e) {
      internalError(e);
      return null;
    } finally {
      lock.unlock();
    }
  }

  // A timeout of the client's, such as the connect timeout, that was mostly this process's delay.
  private boolean isOwnTimeout(ModuleName module, ModuleResult result) {
    return result instanceof ModuleResult.Failed failed
        && failed.failure().kind() == Kind.TIMEOUT
        && isOwnDelay(module);
  }

  // A bug in a call that was cancelled or timed out no longer matters to the outcome.
  private void reportBug(ModuleName module, Throwable bug) {
    lock.lock();
    try {
      if (running.containsKey(module)) {
        internalError(bug);
      } else {
        LOG.error("internal error in a cancelled module call: module={}", module.wireName(), bug);
      }
    } finally {
      lock.unlock();
    }
  }

  // Ends the verification at once instead of leaving it to its deadline.
  private void internalError(Throwable bug) {
    if (outcome == null) {
      outcome = new InternalError(verification.id(), bug);
    } else {
      LOG.error("internal error after the outcome", bug);
    }
    stateChanged.signal();
  }

  // Starts every module whose predecessors are done, each on a thread of its own.
  private void dispatchReady() {
    for (ModuleName module : ModuleName.values()) {
      if (isReady(module)) {
        dispatch(module);
      }
    }
  }

  // The same, but the last of them continues on the current thread.
  private @Nullable Started startReadyInline() {
    ModuleName inline = null;
    for (ModuleName module : ModuleName.values()) {
      if (isReady(module)) {
        inline = module;
      }
    }
    for (ModuleName module : ModuleName.values()) {
      if (module != inline && isReady(module)) {
        dispatch(module);
      }
    }
    return inline != null && isReady(inline) ? start(inline) : null;
  }

  private void dispatch(ModuleName module) {
    Started started = start(module);
    if (started == null) {
      return;
    }
    try {
      threads.execute(() -> call(started));
    } catch (RejectedExecutionException e) {
      accept(module, ModuleResult.failed(Kind.REJECTED, "no thread was free"));
      dispatchReady();
    }
  }

  private boolean isReady(ModuleName module) {
    return outcome == null
        && !outcomes.containsKey(module)
        && !running.containsKey(module)
        && isDone(graph.node(module).after());
  }

  private boolean isDone(Set<ModuleName> modules) {
    for (ModuleName module : modules) {
      if (!outcomes.containsKey(module)) {
        return false;
      }
    }
    return true;
  }

  // Null if no time is left for it, which is the outcome then.
  private @Nullable Started start(ModuleName module) {
    ModuleGraph.Node node = graph.node(module);
    long now = clock.getTick();
    long remaining = deadline - now;
    if (remaining <= 0) {
      outcome = new DeadlineExceeded(verification.id(), List.of(module));
      return null;
    }
    CallControl control = new CallControl(() -> isOwnDelay(now));
    long callNanos = Math.min(remaining, node.timeoutNanos());
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(callNanos));
    Started started =
        new Started(
            module,
            clients.get(module),
            new ModuleCall(
                verification.id(),
                payload(node),
                verification.context(),
                verification.context().span().attempts(),
                millis,
                control,
                1));
    running.put(module, new Running(control, now, now + callNanos));
    return started;
  }

  private ModulePayload payload(ModuleGraph.Node node) {
    if (commonPayload == null) {
      commonPayload = ModulePayload.common(verification.request(), verification.context());
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

  // Has the waiting thread woken at that deadline, the next one.
  private void watch(long next) {
    cancelAlarm();
    watchedDeadline = next;
    alarm = threads.after(next - clock.getTick(), this::wakeWaiter);
  }

  private void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel(/* mayInterruptIfRunning= */ false);
      alarm = null;
    }
  }

  // On the thread of all deadlines, which must not wait for one verification, such as for one that
  // closes a connection while it holds the lock.
  private void wakeWaiter() {
    if (!lock.tryLock()) {
      Future<?> unused = threads.after(WAKE_AGAIN_NANOS, this::wakeWaiter);
      return;
    }
    try {
      stateChanged.signal();
    } finally {
      lock.unlock();
    }
  }

  private long nextDeadline() {
    long next = deadline;
    for (Running call : running.values()) {
      next = Math.min(next, call.deadline());
    }
    return next;
  }

  // On the waiting thread: times out the calls that are due and dispatches what becomes ready.
  private void expire() {
    long now = clock.getTick();
    if (outcome == null && now >= deadline) {
      List<ModuleName> waitingFor = List.copyOf(running.keySet());
      waitingFor.forEach(
          module -> finish(module, isOwnDelay(module) ? Outcome.CANCELLED : Outcome.TIMEOUT, null));
      outcome = new DeadlineExceeded(verification.id(), waitingFor);
    }
    for (Map.Entry<ModuleName, Running> call : List.copyOf(running.entrySet())) {
      if (outcome == null && now >= call.getValue().deadline() && !isExtended(call)) {
        accept(call.getKey(), ModuleResult.failed(Kind.TIMEOUT, "the module's timeout"));
      }
    }
    dispatchReady();
  }

  // A module's timeout is for its own time: what this process delayed the call is added to it.
  private boolean isExtended(Map.Entry<ModuleName, Running> call) {
    Running late = call.getValue();
    long due =
        late.start()
            + graph.node(call.getKey()).timeoutNanos()
            + HAND_OFFS * ownDelay.applyAsLong(late.start());
    if (due <= clock.getTick()) {
      return false;
    }
    running.put(call.getKey(), late.until(Math.min(due, deadline)));
    return true;
  }

  private boolean isOwnDelay(ModuleName module) {
    Running call = running.get(module);
    return call != null && isOwnDelay(call.start());
  }

  // Whether at least half of the time since the call's start was this process's delay.
  private boolean isOwnDelay(long start) {
    long delay = HAND_OFFS * ownDelay.applyAsLong(start);
    return delay > 0 && delay >= (clock.getTick() - start) / 2;
  }

  // Takes in a running module's result; a decision or a required module's failure is the outcome.
  private void accept(ModuleName module, ModuleResult result) {
    accept(module, result, /* isOwnTimeout= */ false);
  }

  private void accept(ModuleName module, ModuleResult result, boolean isOwnTimeout) {
    if (result instanceof ModuleResult.Failed failed) {
      finish(module, isOwnTimeout ? Outcome.CANCELLED : outcome(failed.failure()), null);
      if (graph.node(module).required()) {
        outcome = new ModuleFailed(verification.id(), module, failed.failure());
      } else {
        degraded.add(module);
      }
      return;
    }
    ModuleResult.Answer answer = (ModuleResult.Answer) result;
    finish(module, Outcome.SUCCESS, answer);
    answers.put(module, answer);
    if (answer instanceof ModuleResult.Decided decided) {
      outcome = rules.decide(verification.id(), decided, answers, degraded);
    }
  }

  private void finish(ModuleName module, Outcome outcome, ModuleResult.@Nullable Answer answer) {
    Running call = running.remove(module);
    if (call == null) {
      throw new IllegalStateException(module + " is not running");
    }
    long took = clock.getTick() - call.start();
    if (answer == null) {
      cancel(call.control(), outcome == Outcome.TIMEOUT && hadFairShareOfTimeout(module, took));
    }
    outcomes.put(module, new ModuleOutcome(module, outcome, took, answer));
  }

  // Cancelled by the verification's deadline soon after its start, a module has not timed out:
  // earlier ones were slow.
  private boolean hadFairShareOfTimeout(ModuleName module, long nanos) {
    return nanos >= graph.node(module).timeoutNanos() / 2;
  }

  private static void cancel(CallControl control, boolean isTimeout) {
    if (isTimeout) {
      control.timeOut();
    } else {
      control.cancel();
    }
  }

  private void cancelRemaining() {
    List.copyOf(running.keySet()).forEach(module -> finish(module, Outcome.CANCELLED, null));
    for (ModuleName module : ModuleName.values()) {
      outcomes.computeIfAbsent(module, ModuleOutcome::skipped);
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
