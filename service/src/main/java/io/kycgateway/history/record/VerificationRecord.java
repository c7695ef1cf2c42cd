package io.kycgateway.history.record;

import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A kept verification.
 *
 * @param id its UUIDv7
 * @param client the name of the API client that asked for it
 * @param createdAt when it was accepted, which its id says to the millisecond
 * @param concludedAt when it had its outcome, to the microsecond
 * @param confidence decision's; null without a decision
 * @param degraded the modules without whose result it was decided
 * @param failedModule the required module that failed; null if none did
 * @param failure how it failed, {@code deadline_exceeded} or {@code internal_error}; null with a
 *     decision
 * @param personal null once it is erased
 * @param reverifications the record that it verifies again, and the one that verifies it again
 */
public record VerificationRecord(
    UUID id,
    String client,
    Channel channel,
    Instant createdAt,
    Instant concludedAt,
    Status status,
    @Nullable Double confidence,
    @Nullable AttackType attackType,
    List<ModuleName> degraded,
    @Nullable ModuleName failedModule,
    @Nullable String failure,
    Map<ModuleName, ModuleRecord> modules,
    String documentType,
    String documentCountry,
    EvidenceState evidence,
    @Nullable EncryptedData personal,
    Reverifications reverifications) {

  /** The same without what is personal in it. */
  public VerificationRecord erased() {
    return new VerificationRecord(
        id,
        client,
        channel,
        createdAt,
        concludedAt,
        status,
        confidence,
        attackType,
        degraded,
        failedModule,
        failure,
        modules,
        documentType,
        documentCountry,
        EvidenceState.ERASED,
        null,
        reverifications);
  }

  /** Shows the id only. */
  @Override
  public String toString() {
    return "VerificationRecord[id=" + id + "]";
  }
}
