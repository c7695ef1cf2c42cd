package io.kycgateway.reverify.history.report;

import io.kycgateway.common.EnumTable;
import io.kycgateway.reverify.history.database.ItemState;
import io.kycgateway.reverify.history.database.RunRecord;

/** A line of {@code runs list}. */
public record ListedRun(RunRecord run, EnumTable<ItemState, Long> items) {}
