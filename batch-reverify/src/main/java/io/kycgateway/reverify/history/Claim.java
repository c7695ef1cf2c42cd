package io.kycgateway.reverify.history;

import io.kycgateway.reverify.history.database.ClaimedItem;
import java.util.List;

/**
 * What a claim found.
 *
 * @param begun the tick from which the leases count
 * @param left items that are not closed and not of this worker, if it found none
 */
record Claim(List<ClaimedItem> items, long begun, long left) {}
