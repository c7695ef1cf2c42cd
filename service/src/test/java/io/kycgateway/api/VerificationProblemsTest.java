package io.kycgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.problem.Problem;
import io.kycgateway.verification.ModuleName;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationProblemsTest {
  @Test
  void problems_ofAcceptedVerifications_nameTheVerification() {
    assertProblem(
        new ModuleFailed("v-1", ModuleName.OCR, new ModuleFailure(Kind.STATUS, "500")),
        502,
        "module_failed");
    assertProblem(new DeadlineExceeded("v-1", List.of()), 504, "deadline_exceeded");
    assertProblem(
        new InternalError("v-1", new IllegalStateException("zq9Marker")), 500, "internal_error");
  }

  private static void assertProblem(Concluded outcome, int status, String code) {
    Problem problem = VerificationProblems.of(outcome, "s-1").problem();

    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.sessionId()).isEqualTo("s-1");
    assertThat(problem.verificationId()).isEqualTo("v-1");
    assertThat(problem.detail()).doesNotContain("zq9Marker");
  }
}
