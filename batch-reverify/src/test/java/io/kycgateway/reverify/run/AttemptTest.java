package io.kycgateway.reverify.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.pipeline.VerificationOutcome;
import io.kycgateway.verification.ModuleName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptTest {
  private static final String ID = "0190a6d2-7c3f-7000-8000-000000000001";

  private static final Duration SOON = Duration.ofSeconds(1);

  @ParameterizedTest
  @CsvSource({
    "TIMEOUT, none, true",
    "UNREACHABLE, none, false",
    "STATUS, 429, true",
    "STATUS, 503, true",
    "STATUS, 408, false",
    "STATUS, 500, false",
  })
  void transientFailure_isRetried_andOverloadSlowsTheBatchDown(
      Kind kind, String detail, boolean isOverload) {
    assertThat(of(new ModuleFailure(kind, detail)))
        .isEqualTo(
            new Attempt.Transient(
                "ocr: %s (%s)".formatted(kind.wireName(), detail), null, isOverload));
  }

  @ParameterizedTest
  @CsvSource({"STATUS, 404", "STATUS, 301", "INVALID_RESPONSE, no JSON", "CANCELLED, late"})
  void permanentFailure_isNotRetried(Kind kind, String detail) {
    assertThat(of(new ModuleFailure(kind, detail))).isInstanceOf(Attempt.Permanent.class);
  }

  @Test
  void rejection_byAnOpenCircuit_waitsUntilItsTrial() {
    assertThat(of(new ModuleFailure(Kind.REJECTED, "circuit", SOON)))
        .isEqualTo(new Attempt.CircuitOpen("ocr: rejected (circuit)", SOON));
    assertThat(of(new ModuleFailure(Kind.REJECTED, "no thread")))
        .as("of a full pool")
        .isInstanceOf(Attempt.Transient.class);
  }

  @Test
  void retryAfter_ofAModule_isKept() {
    assertThat(of(new ModuleFailure(Kind.STATUS, "503", SOON)))
        .isEqualTo(new Attempt.Transient("ocr: status (503)", SOON, true));
  }

  @Test
  void deadline_namesTheModulesThatWereMissing() {
    assertThat(
            Attempt.of(
                new VerificationOutcome.DeadlineExceeded(
                    ID, List.of(ModuleName.OCR, ModuleName.ANTIFRAUD))))
        .isEqualTo(
            new Attempt.Transient("deadline exceeded, waiting for ocr, antifraud", null, true));
  }

  @Test
  void shutDownPipeline_leavesTheRecordForTheNextRun() {
    assertThat(Attempt.of(new VerificationOutcome.Shed(VerificationOutcome.Shed.Reason.SHUTDOWN)))
        .isEqualTo(new Attempt.Cancelled());
  }

  private static Attempt of(ModuleFailure failure) {
    return Attempt.of(new VerificationOutcome.ModuleFailed(ID, ModuleName.OCR, failure));
  }
}
