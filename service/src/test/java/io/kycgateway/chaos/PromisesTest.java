package io.kycgateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.chaos.scene.Form;
import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Tally;
import io.kycgateway.testing.Scrape;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the suite would say of a gateway that breaks its promises. */
class PromisesTest {
  private static final Fault FAULT =
      Fault.of("group", "fault", "how")
          .promises(Outcome.VERIFIED, Outcome.MODULE_FAILED)
          .allows(Outcome.OVERLOADED)
          .counts("kyc_requests_shed_total{reason=\"capacity\"}");
  private static final Outcome DECIDED = new Outcome(Outcome.VERIFIED, "v1", "VERIFIED", false);
  private static final Outcome FAILED = new Outcome(Outcome.MODULE_FAILED, "v2", "ERROR", false);

  private final Tally tally = new Tally();

  @Test
  void outcomes_ofTheTable_areNoneBroken() {
    end(DECIDED);
    end(FAILED);
    end(new Outcome(Outcome.OVERLOADED, "", "", false));

    assertThat(broken(Form.FULL, scrape(1, 1, 1))).isEmpty();
  }

  @Test
  void request_withoutAResponse_isFound() {
    end(DECIDED);
    end(FAILED);
    end(Outcome.lost());

    assertThat(broken(Form.FAST, scrape(1, 1, 1)))
        .singleElement()
        .asString()
        .contains("no response");
  }

  @Test
  void outcome_thatIsPromisedAndNotSeen_isFound() {
    end(DECIDED);

    assertThat(broken(Form.FULL, scrape(1, 0, 1)))
        .containsExactly("no client saw 502 module_failed");
  }

  @Test
  void outcome_thatTheTableDoesNotHave_isExcusedInTheFastFormOnABusyMachineOnly() {
    end(DECIDED);
    end(FAILED);
    end(new Outcome(Outcome.MANUAL_REVIEW, "", "", false));

    assertThat(broken(Form.FAST, scrape(1, 1, 1))).hasSize(1);
    tally.behind(Duration.ofSeconds(1).toNanos());
    assertThat(broken(Form.FAST, scrape(1, 1, 1))).isEmpty();
    assertThat(broken(Form.FULL, scrape(1, 1, 1))).hasSize(1);
  }

  @Test
  void verification_countedTwiceOrNever_isFound() {
    end(DECIDED);
    end(FAILED);

    assertThat(broken(Form.FULL, scrape(2, 1, 1)))
        .containsExactly("VERIFIED: clients saw 1, counted 2");
    assertThat(broken(Form.FULL, scrape(1, 0, 1)))
        .containsExactly("ERROR: clients saw 1, counted 0");
    tally.abandon();
    assertThat(broken(Form.FULL, scrape(2, 1, 1))).isEmpty();
  }

  @Test
  void response_afterTheBudget_isFound() {
    end(FAILED);
    tally.extra(DECIDED, Tally.LATE.toNanos() + 1);

    assertThat(broken(Form.FULL, scrape(1, 1, 1))).singleElement().asString().contains("1 late");
  }

  @Test
  void series_thatDidNotGrow_isFound() {
    end(DECIDED);
    end(FAILED);

    assertThat(broken(Form.FULL, scrape(1, 1, 0)))
        .singleElement()
        .asString()
        .contains("did not grow");
  }

  @Test
  void key_withTwoVerifications_isFoundUnlessTheStoreFailed() {
    end(DECIDED);
    end(FAILED);
    tally.doubled();

    assertThat(broken(Form.FAST, scrape(1, 1, 1))).containsExactly("1 keys with two verifications");
    assertThat(broken(Form.FAST, scrape(1, 1, 1, 1))).isEmpty();
  }

  private void end(Outcome outcome) {
    tally.end(tally.send(0), 1, outcome);
  }

  // Without what the invariants say of scrapes as short as these.
  private List<String> broken(Form form, Scrape after) {
    return Promises.broken(FAULT, form, tally, scrape(0, 0, 0), after).stream()
        .filter(text -> text.lines().count() == 1)
        .toList();
  }

  private static Scrape scrape(int verified, int failed, int shed) {
    return scrape(verified, failed, shed, 0);
  }

  private static Scrape scrape(int verified, int failed, int shed, int storeErrors) {
    return Scrape.parse(
        """
        kyc_verifications_total{status="VERIFIED"} %d
        kyc_verifications_total{status="ERROR"} %d
        kyc_verification_duration_seconds_count %d
        kyc_requests_shed_total{reason="capacity"} %d
        kyc_idempotency_backend_errors_total %d
        """
            .formatted(verified, failed, -1, shed, storeErrors)
            .strip());
  }
}
