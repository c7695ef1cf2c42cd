package io.kycgateway.history;

import io.kycgateway.history.record.EvidenceState;
import io.kycgateway.history.record.ModuleRecord;
import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.PersonalDataCipher;
import io.kycgateway.history.record.Reverifications;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.ModuleOutcome;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.VerificationRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the record of a verification. Safe for use by many threads. */
public final class RecordFactory {
  private final PersonalDataCipher cipher;

  /** With that encryption. */
  public RecordFactory(PersonalDataCipher cipher) {
    this.cipher = cipher;
  }

  VerificationRecord record(String client, ConcludedVerification verification) {
    return record(client, verification, Reverifications.NONE);
  }

  /**
   * The record of a verification that is tied to others.
   *
   * @param client the name of the API client whose verification it is
   */
  public VerificationRecord record(
      String client, ConcludedVerification verification, Reverifications reverifications) {
    UUID id = UUID.fromString(verification.accepted().id());
    VerificationRequest request = verification.accepted().request();
    Concluded outcome = verification.outcome();
    @Nullable Decision decision = outcome instanceof Decision decided ? decided : null;
    @Nullable ModuleFailed failed = outcome instanceof ModuleFailed module ? module : null;
    boolean isReferenced = request.selfie().uri() != null && request.document().uri() != null;
    PersonalData personal =
        new PersonalData(
            request.sessionId(),
            request.deviceId(),
            isReferenced ? request.selfie().uri() : null,
            isReferenced ? request.document().uri() : null,
            decision == null ? List.of() : decision.reasons());
    return new VerificationRecord(
        id,
        client,
        verification.accepted().context().channel(),
        verification.acceptedAt(),
        verification.concludedAt(),
        outcome.status(),
        decision == null ? null : decision.confidenceScore(),
        attack(verification.modules()),
        decision == null ? List.of() : decision.degraded(),
        failed == null ? null : failed.module(),
        failure(outcome),
        modules(verification.modules()),
        Objects.requireNonNull(request.document().type()),
        Objects.requireNonNull(request.document().country()),
        isReferenced ? EvidenceState.STORED : EvidenceState.INLINE,
        cipher.encrypt(id, client, personal),
        reverifications);
  }

  private static @Nullable String failure(Concluded outcome) {
    if (outcome instanceof Decision) {
      return null;
    }
    if (outcome instanceof ModuleFailed failed) {
      return failed.failure().kind().wireName();
    }
    return outcome instanceof DeadlineExceeded ? "deadline_exceeded" : "internal_error";
  }

  // As the metrics have it: what is not of the closed set is "other".
  private static @Nullable AttackType attack(List<ModuleOutcome> modules) {
    for (ModuleOutcome module : modules) {
      if (module.module() == ModuleName.LIVENESS
          && module.answer() instanceof ModuleResult.Scored scored
          && scored.attackType() != null) {
        for (AttackType type : AttackType.values()) {
          if (type.wireName().equals(scored.attackType())) {
            return type;
          }
        }
        return AttackType.OTHER;
      }
    }
    return null;
  }

  private static Map<ModuleName, ModuleRecord> modules(List<ModuleOutcome> outcomes) {
    Map<ModuleName, ModuleRecord> modules = new EnumMap<>(ModuleName.class);
    for (ModuleOutcome one : outcomes) {
      ModuleResult.@Nullable Answer answer = one.answer();
      modules.put(
          one.module(),
          new ModuleRecord(one.outcome().wireName(), answer == null ? null : answer.score()));
    }
    return modules;
  }
}
