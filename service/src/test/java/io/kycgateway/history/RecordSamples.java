package io.kycgateway.history;

import io.kycgateway.common.UuidV7;
import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.HistoryKeys;
import io.kycgateway.history.record.ModuleRecord;
import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.PersonalDataCipher;
import io.kycgateway.history.record.Reverifications;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Records for tests. */
public final class RecordSamples {
  public static final HistoryKeys KEYS = keys(HistoryDatabases.key("k1", 1));
  public static final PersonalDataCipher CIPHER = new PersonalDataCipher(() -> KEYS);

  private RecordSamples() {}

  /** The keys of those lines. */
  public static HistoryKeys keys(String... lines) {
    try {
      return HistoryKeys.parse(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    } catch (StartupException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** One of that time. */
  public static VerificationRecord at(long epochMillis, String client, Status status) {
    return at(epochMillis, client, status, UUID.randomUUID().toString());
  }

  /** One of that time and session. */
  public static VerificationRecord at(
      long epochMillis, String client, Status status, String session) {
    UUID id = UuidV7.of(epochMillis);
    Instant created = Instant.ofEpochMilli(epochMillis);
    boolean isError = status == Status.ERROR;
    Map<ModuleName, ModuleRecord> modules = new EnumMap<>(ModuleName.class);
    modules.put(ModuleName.LIVENESS, new ModuleRecord("success", 0.1 + 0.2));
    modules.put(ModuleName.OCR, new ModuleRecord(isError ? "timeout" : "success", null));
    return new VerificationRecord(
        id,
        client,
        Channel.ONLINE,
        created,
        created.plusNanos(1_234_567_000),
        status,
        isError ? null : 1.0 / 3,
        AttackType.DEEPFAKE,
        isError ? List.of() : List.of(ModuleName.ANTIFRAUD, ModuleName.OCR),
        isError ? ModuleName.OCR : null,
        isError ? "timeout" : null,
        modules,
        "passport",
        "ESP",
        EvidenceState.STORED,
        CIPHER.encrypt(id, client, personal(session)),
        Reverifications.NONE);
  }

  /** What is personal in it, with text that no database may change. */
  public static PersonalData personal(String session) {
    return new PersonalData(
        session,
        "device-1",
        "s3://a/selfie?x=1",
        "s3://a/ü\u0000",
        List.of("nul \u0000", "\ud83d"));
  }
}
