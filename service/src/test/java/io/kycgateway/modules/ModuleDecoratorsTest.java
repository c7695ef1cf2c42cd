package io.kycgateway.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands around the HTTP client: retrying, outermost, and the metering of every attempt. */
class ModuleDecoratorsTest {
  private static final ModuleResult BROKEN = ModuleResult.failed(Kind.UNREACHABLE, "reset");
  private static final ModuleResult ANSWER =
      new ModuleResult.Scored(0.9, List.of(), null, new byte[0]);

  private final CallControl control = new CallControl();
  private final ModuleCall call =
      new ModuleCall(
          "verification-1",
          new ModulePayload(new byte[0], new byte[0]),
          new VerificationContext(Channel.ONLINE, "r", TraceContext.started(), null),
          TraceContext.started(),
          1000,
          control,
          1);
  private final List<Integer> attempts = new ArrayList<>();
  private final MetricRecorder families =
      new MetricRecorder(EngineMetrics.FAMILIES, new MetricRegistry(), new ScrapeRegistry(), false);
  private final ModuleMetrics metrics = ModuleMetrics.of(families, ModuleName.OCR);

  @Test
  void retrying_brokenConnection_isTriedAgainAndAnswers() {
    assertThat(retrying(1, BROKEN, ANSWER).call(call)).isEqualTo(ANSWER);
    assertThat(attempts).containsExactly(1, 2);
  }

  @Test
  void retrying_brokenConnections_endAfterTheConfiguredRetries() {
    assertThat(retrying(2, BROKEN, BROKEN, BROKEN, ANSWER).call(call)).isEqualTo(BROKEN);
    assertThat(attempts).containsExactly(1, 2, 3);
  }

  @Test
  void retrying_withoutRetries_makesOneAttempt() {
    assertThat(retrying(0, BROKEN, ANSWER).call(call)).isEqualTo(BROKEN);
    assertThat(attempts).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "UNREACHABLE")
  void retrying_everyOtherFailure_isFinal(Kind kind) {
    ModuleResult failure = ModuleResult.failed(kind, "final");

    assertThat(retrying(5, failure, ANSWER).call(call)).isEqualTo(failure);
    assertThat(attempts).containsExactly(1);
  }

  @Test
  void retrying_callCancelledMeanwhile_makesNoFurtherAttempt() {
    ModuleClient givesUp =
        attempt -> {
          attempts.add(attempt.attempt());
          control.cancel();
          return BROKEN;
        };

    assertThat(new RetryingModuleClient(givesUp, 5).call(call))
        .isEqualTo(ModuleResult.failed(Kind.CANCELLED, "before the attempt"));
    assertThat(attempts).containsExactly(1);
  }

  @Test
  void retrying_bug_isHandedOn() {
    ModuleClient buggy =
        attempt -> {
          throw new IllegalStateException("a bug");
        };

    assertThatThrownBy(() -> new RetryingModuleClient(buggy, 1).call(call))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void metered_attempts_areCountedByKind() {
    ModuleClient metered = new MeteredModuleClient(scripted(BROKEN, ANSWER), metrics);

    assertThat(new RetryingModuleClient(metered, 1).call(call)).isEqualTo(ANSWER);

    assertThat(metrics.first().getCount()).isEqualTo(1);
    assertThat(metrics.retries().getCount()).isEqualTo(1);
    assertThat(metrics.inflight().getCount()).isZero();
  }

  @Test
  void metered_call_isInFlightWhileItLastsEvenIfItThrows() {
    ModuleClient throwing =
        attempt -> {
          assertThat(metrics.inflight().getCount()).isEqualTo(1);
          throw new IllegalStateException("a bug");
        };

    assertThatThrownBy(() -> new MeteredModuleClient(throwing, metrics).call(call))
        .isInstanceOf(IllegalStateException.class);
    assertThat(metrics.inflight().getCount()).isZero();
  }

  @Test
  void control_cancelledBeforeTheAttempt_letsNoneBegin() {
    control.cancel();

    assertThat(control.begin(() -> {})).isFalse();
    assertThat(control.isCancelled()).isTrue();
  }

  @Test
  void control_cancelledInMidAttempt_breaksOffTheOneInFlight() {
    List<String> cancelled = new ArrayList<>();
    assertThat(control.begin(() -> cancelled.add("first"))).isTrue();
    assertThat(control.begin(() -> cancelled.add("second"))).isTrue();
    assertThat(control.isCancelled()).isFalse();

    control.cancel();

    assertThat(cancelled).containsExactly("second");
  }

  private ModuleClient retrying(int retries, ModuleResult... results) {
    return new RetryingModuleClient(scripted(results), retries);
  }

  private ModuleClient scripted(ModuleResult... results) {
    Deque<ModuleResult> script = new ArrayDeque<>(List.of(results));
    return attempt -> {
      attempts.add(attempt.attempt());
      return script.remove();
    };
  }
}
