package io.kycgateway.reverify.history.database;

import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.reverify.results.RecordOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What a worker found of an item.
 *
 * @param detail why there is no result, without personal data; empty: there is one
 * @param verification the last attempt; null: it was never verified
 */
public record ItemResult(
    ClaimedItem item,
    RecordOutcome outcome,
    String detail,
    @Nullable ConcludedVerification verification) {}
