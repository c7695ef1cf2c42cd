package io.kycgateway.reverify.testing;

import io.kycgateway.common.UuidV7;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.HistoryKeys;
import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.PersonalDataCipher;
import io.kycgateway.history.record.Reverifications;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Kept verifications that simulated modules know, each a second younger than the one before. */
public final class KeptRecords {
  private static final AtomicLong NEXT = new AtomicLong(System.currentTimeMillis() - 100_000_000);

  private KeptRecords() {}

  /** One whose selfie is that scenario. */
  public static VerificationRecord of(String selfie, Status status) {
    return of(selfie, status, UUID.randomUUID().toString());
  }

  /** The same of that session. */
  public static VerificationRecord of(String selfie, Status status, String session) {
    return of(status, EvidenceState.STORED, selfie, session, RecordSamples.CIPHER);
  }

  /** One whose evidence was inline. */
  public static VerificationRecord inline(Status status) {
    return of(
        status, EvidenceState.INLINE, null, UUID.randomUUID().toString(), RecordSamples.CIPHER);
  }

  /** One that was encrypted with a key which is in no file any more. */
  public static VerificationRecord withUnknownKey(Status status) {
    HistoryKeys gone = RecordSamples.keys(HistoryDatabases.key("gone", 9));
    return of(
        status,
        EvidenceState.STORED,
        "sim://genuine",
        UUID.randomUUID().toString(),
        new PersonalDataCipher(() -> gone));
  }

  private static VerificationRecord of(
      Status status,
      EvidenceState evidence,
      String selfie,
      String session,
      PersonalDataCipher cipher) {
    long millis = NEXT.addAndGet(1000);
    UUID id = UuidV7.of(millis);
    Instant created = Instant.ofEpochMilli(millis);
    return new VerificationRecord(
        id,
        "a",
        Channel.ONLINE,
        created,
        created.plusMillis(500),
        status,
        0.5,
        null,
        List.of(),
        null,
        null,
        Map.of(),
        "passport",
        "ESP",
        evidence,
        cipher.encrypt(
            id,
            "a",
            new PersonalData(
                session, null, selfie, selfie == null ? null : "s3://d/document", List.of())),
        Reverifications.NONE);
  }

  /** Keeps them. */
  public static void insert(HistoryConfiguration history, VerificationRecord... records)
      throws Exception {
    try (HistoryDatabases.Opened opened = HistoryDatabases.open(history);
        var writer = opened.writer()) {
      opened.database().insert(writer, List.of(records));
    }
  }
}
