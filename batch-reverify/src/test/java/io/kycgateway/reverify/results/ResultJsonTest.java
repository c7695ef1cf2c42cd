package io.kycgateway.reverify.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import io.kycgateway.verification.VerificationRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultJsonTest {
  private static final Labels LABELS =
      new Labels(Status.MANUAL_REVIEW, GroundTruth.IMPOSTOR, AttackType.MASK);

  @Test
  void result_readBack_isTheSameOutcome() throws StartupException {
    RecordOutcome outcome =
        new RecordOutcome(9, Status.REJECTED, LABELS, 2, 1_234_567, true, true, null);
    Evidence evidence = new Evidence("s3://secret/selfie", null, null, null, null);
    ManifestRecord record =
        new ManifestRecord(
            9,
            1,
            "id-9",
            LABELS,
            new VerificationRequest("s", "device-secret", evidence, evidence, Map.of()));
    byte[] json =
        ResultJson.result(
            outcome,
            record,
            new Decision(
                "verification-1",
                Status.REJECTED,
                0.2,
                List.of("presentation_attack"),
                Map.of(ModuleName.OCR, 0.9),
                List.of(ModuleName.ANTIFRAUD),
                "mask"),
            Instant.EPOCH);

    assertThat(StoredOutcome.read(json)).isEqualTo(new StoredOutcome(outcome, "id-9"));
    assertThat(new String(json, java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"duration_seconds\":1.234567")
        .doesNotContain("secret");
  }

  @Test
  void deadLetters_readBack_areTheSame() throws StartupException {
    RecordOutcome failed =
        new RecordOutcome(
            3, Status.ERROR, LABELS, 4, 5, false, false, DeadLetterReason.RETRIES_EXHAUSTED);
    RecordOutcome bad =
        new RecordOutcome(4, null, Labels.NONE, 0, 0, false, false, DeadLetterReason.NOT_JSON);

    assertThat(readBack(failed)).isEqualTo(failed);
    assertThat(readBack(bad)).isEqualTo(bad);
  }

  private static RecordOutcome readBack(RecordOutcome outcome) throws StartupException {
    return StoredOutcome.read(
            ResultJson.deadLetter(outcome, outcome.reason(), "id", "why", Instant.EPOCH))
        .outcome();
  }
}
