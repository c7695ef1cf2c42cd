package io.kycgateway.modules;

import com.codahale.metrics.Clock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.kycgateway.verification.ModuleName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one module may be called: closed, it may; open, it may not for a while; half open, a few
 * trial calls may, and decide. Says each change in the log. For use by many threads.
 */
public final class Circuit {
  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);
  private static final float PERCENT = 100;

  /** How soon to ask again when all trial calls are taken: by then most have decided. */
  private static final Duration TRIALS_TAKEN = Duration.ofSeconds(1);

  private final ModuleName module;
  private final Clock clock;
  private final Duration openDuration;
  private final CircuitBreaker breaker;
  // The library wants an exception for each failure; only that there is one matters.
  private final Exception failed = new Failed();
  private volatile State seen = State.CLOSED;
  private volatile long openUntil;

  public Circuit(ModuleName module, CircuitConfiguration configuration, Clock clock) {
    this.module = module;
    this.clock = clock;
    this.openDuration = configuration.openDuration().toJavaDuration();
    this.breaker =
        CircuitBreaker.of(
            module.wireName(),
            CircuitBreakerConfig.custom()
                .slidingWindow(
                    (int) configuration.window().toSeconds(),
                    configuration.minimumCalls(),
                    SlidingWindowType.TIME_BASED)
                .failureRateThreshold((float) configuration.failureRatio() * PERCENT)
                .waitDurationInOpenState(openDuration)
                .permittedNumberOfCallsInHalfOpenState(configuration.trialCalls())
                .clock(new TickClock(clock))
                .build());
  }

  /** What a call's end says of the module. */
  enum Verdict {
    WELL,
    FAILING,
    /** Nothing: it was not the module that ended the call. */
    NONE
  }

  /** A call that may go ahead; {@link #leave} must follow exactly once. */
  enum Entry {
    ORDINARY,
    TRIAL
  }

  /** Whether a call may go ahead: null if not. */
  @Nullable Entry enter() {
    boolean mayEnter = breaker.tryAcquirePermission();
    State state = look();
    if (!mayEnter) {
      return null;
    }
    return state == State.CLOSED ? Entry.ORDINARY : Entry.TRIAL;
  }

  /** Takes in how a call ended. */
  void leave(Entry entry, Verdict verdict) {
    if (entry == Entry.ORDINARY && breaker.getState() != State.CLOSED) {
      // It began before the circuit opened: no trial, so it decides nothing now.
      return;
    }
    switch (verdict) {
      case WELL -> breaker.onSuccess(0, TimeUnit.NANOSECONDS);
      case FAILING -> breaker.onError(0, TimeUnit.NANOSECONDS, failed);
      case NONE -> breaker.releasePermission();
    }
    State unused = look();
  }

  /** How long it will be before a call may go ahead; about, and never zero. */
  Duration retryAfter() {
    long nanos = openUntil - clock.getTick();
    return seen == State.OPEN && nanos > 0 ? Duration.ofNanos(nanos) : TRIALS_TAKEN;
  }

  /** As {@code kyc_module_circuit_state} has it. */
  public int state() {
    return switch (breaker.getState()) {
      case HALF_OPEN -> 1;
      case OPEN -> 2;
      default -> 0;
    };
  }

  // The library's own events are made for every call once anybody listens: looking is cheaper.
  private State look() {
    State now = breaker.getState();
    if (now != seen) {
      noteChange();
    }
    return now;
  }

  private synchronized void noteChange() {
    State now = breaker.getState();
    if (now == seen) {
      return;
    }
    if (now == State.OPEN) {
      openUntil = clock.getTick() + openDuration.toNanos();
    }
    seen = now;
    switch (now) {
      case OPEN ->
          LOG.warn(
              "circuit open: module={} is not called for {} s",
              module.wireName(),
              openDuration.toMillis() / 1000.0);
      case HALF_OPEN -> LOG.info("circuit half open: module={} is tried", module.wireName());
      default -> LOG.info("circuit closed: module={} is called again", module.wireName());
    }
  }

  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed() {
      super("a module call failed", null, false, false);
    }
  }

  /** The process's ticks as the library wants its time: it must not jump with the wall clock. */
  private static final class TickClock extends java.time.Clock {
    private final Clock ticks;

    TickClock(Clock ticks) {
      this.ticks = ticks;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(ticks.getTick());
    }

    @Override
    public long millis() {
      return TimeUnit.NANOSECONDS.toMillis(ticks.getTick());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public java.time.Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
