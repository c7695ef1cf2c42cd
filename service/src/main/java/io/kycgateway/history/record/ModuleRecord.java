package io.kycgateway.history.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How one module ended in a kept verification.
 *
 * @param outcome as in {@code kyc_module_calls_total}
 * @param score 0 to 1, for decision its confidence; null if it gave none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModuleRecord(
    @JsonProperty("outcome") String outcome, @JsonProperty("score") @Nullable Double score) {}
