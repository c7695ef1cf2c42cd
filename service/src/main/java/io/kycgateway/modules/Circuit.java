package io.kycgateway.modules;

import com.codahale.metrics.Clock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.kycgateway.common.TickClock;
import io.kycgateway.verification.ModuleName;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One module's circuit breaker: closed, calls are permitted; open, none is for a while; half-open,
 * a few trial calls are, and their results decide. Logs each change. Safe for use by many threads.
 */
public final class Circuit {
  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);
  private static final float PERCENT = 100;

  /** When to try again if all trial calls are in flight: most have a result by then. */
  private static final Duration TRIALS_IN_FLIGHT = Duration.ofSeconds(1);

  private final ModuleName module;
  private final Clock clock;
  private final Duration openDuration;
  private final CircuitBreaker breaker;
  // The library requires an exception for a failure but does not use it.
  private final Exception failed = new Failed();
  private volatile State lastSeen = State.CLOSED;
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

  /** What the end of a call says about the module. */
  enum Result {
    SUCCESS,
    FAILURE,
    /** Nothing: it was not the module that ended the call. */
    IGNORED
  }

  /** The permission for one call; {@link #release} must follow exactly once. */
  enum Permit {
    ORDINARY,
    TRIAL
  }

  /** Permits a call; null if it is refused. */
  @Nullable Permit acquire() {
    boolean isPermitted = breaker.tryAcquirePermission();
    State state = currentState();
    if (!isPermitted) {
      return null;
    }
    return state == State.CLOSED ? Permit.ORDINARY : Permit.TRIAL;
  }

  /** Records how a call ended. */
  void release(Permit permit, Result result) {
    if (permit == Permit.ORDINARY && breaker.getState() != State.CLOSED) {
      // Started before the circuit opened, so it is no trial call and must not decide.
      return;
    }
    switch (result) {
      case SUCCESS -> breaker.onSuccess(0, TimeUnit.NANOSECONDS);
      case FAILURE -> breaker.onError(0, TimeUnit.NANOSECONDS, failed);
      case IGNORED -> breaker.releasePermission();
    }
    State unused = currentState();
  }

  /** About how long until a call may be permitted; never zero. */
  Duration retryAfter() {
    long nanos = openUntil - clock.getTick();
    return lastSeen == State.OPEN && nanos > 0 ? Duration.ofNanos(nanos) : TRIALS_IN_FLIGHT;
  }

  /** The value of {@code kyc_module_circuit_state}: 0 closed, 1 half-open, 2 open. */
  public int state() {
    return switch (breaker.getState()) {
      case HALF_OPEN -> 1;
      case OPEN -> 2;
      default -> 0;
    };
  }

  // Compared after each call: the library's events are created per call and cost more.
  private State currentState() {
    State now = breaker.getState();
    if (now != lastSeen) {
      stateChanged();
    }
    return now;
  }

  private synchronized void stateChanged() {
    State now = breaker.getState();
    if (now == lastSeen) {
      return;
    }
    if (now == State.OPEN) {
      openUntil = clock.getTick() + openDuration.toNanos();
    }
    lastSeen = now;
    switch (now) {
      case OPEN ->
          LOG.warn(
              "circuit open: module={}, no calls for {} s",
              module.wireName(),
              openDuration.toMillis() / 1000.0);
      case HALF_OPEN -> LOG.info("circuit half-open: module={}, trial calls", module.wireName());
      default -> LOG.info("circuit closed: module={}", module.wireName());
    }
  }

  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed() {
      super("a module call failed", null, false, false);
    }
  }
}
