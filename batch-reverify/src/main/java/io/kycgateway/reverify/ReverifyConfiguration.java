package io.kycgateway.reverify;

import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.pipeline.PipelineConfiguration;


import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/** {@code config.yml} as the batch reads it: the gateway's, and the section {@code batch}. */
@JsonIgnoreProperties
final class ReverifyConfiguration extends GatewayConfiguration {
  @Valid @NotNull @JsonProperty private BatchConfiguration batch = BatchConfiguration.defaults();

  private int maxConcurrent = 1;

  BatchConfiguration batch() {
    return batch;
  }

  /** Sizes the pipeline for that many verifications in flight, whatever the gateway's own limit. */
  void sizePipelineFor(int verifications) {
    maxConcurrent = verifications;
  }

  @Override
  public PipelineConfiguration pipeline() {
    PipelineConfiguration online = super.pipeline();
    return new PipelineConfiguration(online.deadline(), maxConcurrent, online.capDegraded());
  }
}
