package io.kycgateway.reverify.history;

import io.kycgateway.reverify.history.database.ClaimedItem;
import java.util.List;

/**
 * What a claim found.
 *
 * @param begun the tick from which the leases count
 * @param isAnyLeft whether others have items that are not closed; asked if it found none
 */
record Claim(List<ClaimedItem> items, long begun, boolean isAnyLeft) {}
