package io.kycgateway.reverify.history.database;

import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.manifest.Labels;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An item that this worker has.
 *
 * @param item its number in the run, from 1
 * @param verification the record that is to be verified again
 * @param token the fencing token of the claim: greater than that of every claim before
 * @param record null: it was deleted after the run had selected it
 */
public record ClaimedItem(
    long item, UUID verification, long token, Labels labels, @Nullable VerificationRecord record) {}
