package io.kycgateway.reverify.benchmarks;

import io.kycgateway.common.UuidV7;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.ModuleRecord;
import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.Reverifications;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A year of kept verifications, evenly spread, of three clients: seven of ten are the caller's,
 * whose status MANUAL_REVIEW is as good as never there. Inserted by the gateway's own statement.
 */
final class BenchmarkRecords {
  static final String CALLER = "tester";
  static final Duration SPAN = Duration.ofDays(365);

  /** One in a hundred records is of this country. */
  static final String RARE_COUNTRY = "AND";

  private static final int BATCH = 2000;
  private static final int RARE_REVIEW = 50_000;

  private final int records;
  private final long now;
  private final SplittableRandom random = new SplittableRandom(1);

  /**
   * @param records how many
   * @param now the time of the youngest
   */
  BenchmarkRecords(int records, Instant now) {
    this.records = records;
    this.now = now.toEpochMilli();
  }

  void insert(HistoryDatabases.Opened opened) throws Exception {
    try (var writer = opened.writer()) {
      List<VerificationRecord> batch = new ArrayList<>(BATCH);
      for (int i = 0; i < records; i++) {
        batch.add(record(i));
        if (batch.size() == BATCH || i == records - 1) {
          opened.database().insert(writer, batch);
          batch.clear();
        }
      }
    }
  }

  /** The session of a record of the caller's in the middle of all; two records have it. */
  static String session(int index) {
    return new UUID(0x4000L, 0x8000_0000_0000_0000L | (index / 20)).toString();
  }

  private VerificationRecord record(int index) {
    long millis = now - SPAN.toMillis() + SPAN.toMillis() * index / records;
    UUID id = UuidV7.of(millis);
    int tenth = index % 10;
    String client = tenth < 7 ? CALLER : tenth < 9 ? "other" : "third";
    Status status = status(index, client);
    boolean isError = status == Status.ERROR;
    boolean isReferenced = random.nextInt(20) != 0;
    Instant created = Instant.ofEpochMilli(millis);
    PersonalData personal =
        new PersonalData(
            session(index),
            "device-" + index / 3,
            isReferenced ? "s3://kyc-evidence/2026/selfie/" + id + ".mp4" : null,
            isReferenced ? "s3://kyc-evidence/2026/document/" + id + ".jpg" : null,
            status == Status.VERIFIED ? List.of() : List.of("face_match_low", "document_unclear"));
    return new VerificationRecord(
        id,
        client,
        Channel.ONLINE,
        created,
        created.plusMillis(300 + random.nextInt(2000)),
        status,
        isError ? null : random.nextDouble(),
        status == Status.REJECTED && random.nextInt(3) == 0 ? AttackType.DEEPFAKE : null,
        random.nextInt(50) == 0 ? List.of(ModuleName.ANTIFRAUD) : List.of(),
        isError ? ModuleName.OCR : null,
        isError ? "timeout" : null,
        modules(isError),
        random.nextInt(3) == 0 ? "id_card" : "passport",
        index % 100 == 50 ? RARE_COUNTRY : index % 3 == 0 ? "FRA" : "ESP",
        isReferenced ? EvidenceState.STORED : EvidenceState.INLINE,
        RecordSamples.CIPHER.encrypt(id, client, personal),
        Reverifications.NONE);
  }

  private Status status(int index, String client) {
    int hundredth = random.nextInt(100);
    if (hundredth < 2) {
      return Status.ERROR;
    }
    if (hundredth < 11) {
      return Status.REJECTED;
    }
    boolean isReview = client.equals(CALLER) ? index % RARE_REVIEW == 0 : hundredth < 20;
    return isReview ? Status.MANUAL_REVIEW : Status.VERIFIED;
  }

  private Map<ModuleName, ModuleRecord> modules(boolean isError) {
    Map<ModuleName, ModuleRecord> modules = new EnumMap<>(ModuleName.class);
    for (ModuleName module : ModuleName.values()) {
      modules.put(
          module,
          isError && module == ModuleName.OCR
              ? new ModuleRecord("timeout", null)
              : new ModuleRecord("success", random.nextDouble()));
    }
    return modules;
  }
}
