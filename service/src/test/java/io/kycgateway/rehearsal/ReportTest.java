package io.kycgateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Tally;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the rehearsal says of requests that fail; without load. */
class ReportTest {
  private static final Outcome VERIFIED = new Outcome(Outcome.VERIFIED, "v1", "VERIFIED", false);

  private final Tally tally = new Tally();
  private final Map<String, LongAdder> failures = new TreeMap<>();
  private final Report report = new Report(tally, () -> List.of("a WARN line of a gateway"));

  @BeforeEach
  void begin() {
    report.begin(
        new Report.Others() {
          @Override
          public long scrapes() {
            return 1;
          }

          @Override
          public long reads() {
            return 1;
          }

          @Override
          public long replays() {
            return 1;
          }

          @Override
          public Map<String, LongAdder> failures() {
            return failures;
          }
        });
    end(VERIFIED);
    report.ended("before");
    assertThat(report.broken()).isEmpty();
  }

  @Test
  void decision_isNoFailure() {
    end(VERIFIED);

    assertThat(broken()).isEmpty();
  }

  @Test
  void response_thatIsNoDecision_isAFailure() {
    end(new Outcome(Outcome.OVERLOADED, "", "", false));

    assertThat(broken()).singleElement().asString().contains("the step: 1 failed", "overloaded");
  }

  @Test
  void decisionWithoutAModule_isAFailure() {
    end(new Outcome(Outcome.MANUAL_REVIEW, "v2", "MANUAL_REVIEW", false));

    assertThat(broken()).hasSize(1);
  }

  @Test
  void request_withoutAResponse_isAFailure() {
    end(Outcome.lost());

    assertThat(broken()).singleElement().asString().contains("no response=1");
  }

  @Test
  void connection_thatIsRefused_isAFailure() {
    end(Outcome.refused());

    assertThat(broken()).singleElement().asString().contains("the step: 1 failed");
  }

  @Test
  void request_thatTheClientHadToRepeat_isAFailure() {
    tally.stale();
    end(VERIFIED);

    assertThat(broken()).singleElement().asString().contains("connections that had ended: 1");
  }

  @Test
  void key_withTwoVerifications_isAFailure() {
    tally.doubled();
    end(VERIFIED);

    assertThat(broken()).singleElement().asString().contains("two for one key: 1");
  }

  @Test
  void read_thatWasRefused_isAFailureOfItsStepAlone() {
    failures.computeIfAbsent("read: 503 history_unavailable", how -> new LongAdder()).increment();

    assertThat(broken()).singleElement().asString().contains("read: 503 history_unavailable=1");
    report.ended("the next step");
    assertThat(report.broken()).hasSize(1);
  }

  @Test
  void requirement_thatDoesNotHold_isFound() {
    report.require(true, "something else");
    report.require(false, "a ended with 137");

    assertThat(report.broken()).containsExactly("a ended with 137");
  }

  private List<String> broken() {
    report.ended("the step");
    return report.broken();
  }

  private void end(Outcome outcome) {
    tally.end(tally.send(0), 1, outcome);
  }
}
