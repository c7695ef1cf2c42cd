package io.kycgateway.reverify.history;

import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.PersonalDataCipher;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.history.database.ClaimedItem;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.VerificationRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the request of a kept verification again, if what is kept is enough for it. */
public final class KeptRequests {
  /** What a record takes in memory while it is in flight, besides its texts, roughly. */
  private static final int OVERHEAD_BYTES = 1024;

  private final PersonalDataCipher cipher;

  public KeptRequests(PersonalDataCipher cipher) {
    this.cipher = cipher;
  }

  /** The item as a line of a run: to be verified, or why it cannot be. */
  ManifestLine line(ClaimedItem item) {
    @Nullable VerificationRecord record = item.record();
    if (record == null) {
      return skipped(item, DeadLetterReason.RECORD_DELETED, "the record is no longer kept");
    }
    if (record.evidence() == EvidenceState.INLINE) {
      return skipped(item, DeadLetterReason.EVIDENCE_INLINE, "inline evidence is never stored");
    }
    if (record.evidence() == EvidenceState.ERASED || record.personal() == null) {
      return skipped(item, DeadLetterReason.EVIDENCE_ERASED, "the evidence was erased");
    }
    Optional<PersonalData> personal = cipher.decrypt(record.id(), record.personal());
    if (personal.isEmpty()) {
      return skipped(
          item,
          DeadLetterReason.KEY_MISSING,
          "KYC_HISTORY_KEYS_FILE has not its key " + record.personal().keyId());
    }
    return request(item, record, personal.get());
  }

  private static ManifestLine request(
      ClaimedItem item, VerificationRecord record, PersonalData personal) {
    @Nullable String selfie = personal.selfie();
    @Nullable String document = personal.document();
    if (selfie == null || document == null) {
      return skipped(item, DeadLetterReason.EVIDENCE_INLINE, "inline evidence is never stored");
    }
    VerificationRequest request =
        new VerificationRequest(
            personal.session(),
            personal.device(),
            new Evidence(selfie, null, null, null, null),
            new Evidence(document, null, null, record.documentType(), record.documentCountry()),
            Map.of());
    return new ManifestLine.ToVerify(
        new ManifestRecord(
            item.item(),
            OVERHEAD_BYTES + selfie.length() + document.length(),
            record.id().toString(),
            item.labels(),
            request));
  }

  private static ManifestLine skipped(ClaimedItem item, DeadLetterReason reason, String detail) {
    return new ManifestLine.Bad(item.item(), item.verification().toString(), reason, detail);
  }
}
