package io.kycgateway.history;

import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.VerificationRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record, decrypted.
 *
 * @param personal null: it is erased, or the key that encrypted it is gone
 */
public record KeptVerification(VerificationRecord record, @Nullable PersonalData personal) {}
