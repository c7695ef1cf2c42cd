package io.kycgateway.reverify;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.kycgateway.engine.EngineConfiguration;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleHttpConfiguration;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.simulator.SimulatorConfiguration;
import io.kycgateway.tracing.TracingConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code config.yml} as the batch reads it: the pipeline's sections, {@code history}, {@code
 * tracing} and {@code batch}. Sections of the gateway's server are ignored; {@code kyc-gateway
 * check} validates them.
 */
@JsonIgnoreProperties({
  "adminAccess",
  "api",
  "authFailures",
  "clientAddress",
  "guesses",
  "idempotency",
  "prometheus",
  "rateLimits",
  "slowRequests",
  "store",
  "warmUp"
})
final class ReverifyConfiguration extends Configuration {
  @Valid @NotNull @JsonProperty
  private PipelineConfiguration pipeline = PipelineConfiguration.defaults();

  @Valid @NotNull @JsonProperty
  private Map<String, @Valid @NotNull ModuleConfiguration> modules = new LinkedHashMap<>();

  @Valid @NotNull @JsonProperty
  private ModuleHttpConfiguration moduleHttp = new ModuleHttpConfiguration();

  @Valid @NotNull @JsonProperty
  private SimulatorConfiguration simulator =
      new SimulatorConfiguration(null, null, null, null, null, null, null);

  @Valid @NotNull @JsonProperty private HistoryConfiguration history = HistoryConfiguration.none();

  @Valid @NotNull @JsonProperty private TracingConfiguration tracing = TracingConfiguration.none();

  @Valid @NotNull @JsonProperty private BatchConfiguration batch = BatchConfiguration.defaults();

  HistoryConfiguration history() {
    return history;
  }

  TracingConfiguration tracing() {
    return tracing;
  }

  BatchConfiguration batch() {
    return batch;
  }

  /**
   * The pipeline's sections, with this limit of verifications in flight instead of the gateway's.
   */
  EngineConfiguration engine(int maxConcurrent) {
    return new EngineConfiguration(pipeline, modules, moduleHttp, simulator)
        .withFixedLimit(maxConcurrent);
  }
}
