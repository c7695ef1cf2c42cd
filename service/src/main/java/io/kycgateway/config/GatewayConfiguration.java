package io.kycgateway.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.kycgateway.address.AddressConfiguration;
import io.kycgateway.admin.AdminConfiguration;
import io.kycgateway.api.ApiConfiguration;
import io.kycgateway.connectors.SlowRequestConfiguration;
import io.kycgateway.engine.EngineConfiguration;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.idempotency.IdempotencyConfiguration;
import io.kycgateway.metrics.PrometheusConfiguration;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleHttpConfiguration;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.ratelimit.AuthFailureConfiguration;
import io.kycgateway.ratelimit.RateLimitConfiguration;
import io.kycgateway.simulator.SimulatorConfiguration;
import io.kycgateway.store.StoreConfiguration;
import io.kycgateway.tracing.TracingConfiguration;
import io.kycgateway.warmup.WarmUpConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code config.yml} as the gateway reads it. Both jars read the file; the section {@code batch} is
 * the batch's own and is checked by it.
 */
@JsonIgnoreProperties("batch")
public final class GatewayConfiguration extends Configuration {
  @Valid @NotNull @JsonProperty
  private PipelineConfiguration pipeline = PipelineConfiguration.defaults();

  @Valid @NotNull @JsonProperty
  private Map<String, @Valid @NotNull ModuleConfiguration> modules = new LinkedHashMap<>();

  @Valid @NotNull @JsonProperty
  private ModuleHttpConfiguration moduleHttp = new ModuleHttpConfiguration();

  @Valid @NotNull @JsonProperty private ApiConfiguration api = ApiConfiguration.defaults();

  @Valid @NotNull @JsonProperty
  private IdempotencyConfiguration idempotency = new IdempotencyConfiguration(null, null);

  @Valid @NotNull @JsonProperty
  private AdminConfiguration adminAccess = new AdminConfiguration(null, null);

  @Valid @NotNull @JsonProperty
  private AddressConfiguration clientAddress = new AddressConfiguration(null, null);

  @Valid @NotNull @JsonProperty
  private RateLimitConfiguration rateLimits = RateLimitConfiguration.defaults();

  @Valid @NotNull @JsonProperty private StoreConfiguration store = StoreConfiguration.none();

  @Valid @NotNull @JsonProperty private HistoryConfiguration history = HistoryConfiguration.none();

  @Valid @NotNull @JsonProperty
  private AuthFailureConfiguration authFailures =
      new AuthFailureConfiguration((Integer) null, null);

  // The section's name before 1.1.
  @Valid
  @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
  private @Nullable AuthFailureConfiguration guesses;

  @Valid @NotNull @JsonProperty
  private SlowRequestConfiguration slowRequests = new SlowRequestConfiguration(null, null);

  @Valid @NotNull @JsonProperty
  private WarmUpConfiguration warmUp = new WarmUpConfiguration((Integer) null, null, null);

  @Valid @NotNull @JsonProperty
  private PrometheusConfiguration prometheus = new PrometheusConfiguration(null);

  @Valid @NotNull @JsonProperty private TracingConfiguration tracing = TracingConfiguration.none();

  @Valid @NotNull @JsonProperty
  private SimulatorConfiguration simulator =
      new SimulatorConfiguration(null, null, null, null, null, null, null);

  public EngineConfiguration engine() {
    return new EngineConfiguration(pipeline, modules, moduleHttp, simulator);
  }

  public WarmUpConfiguration warmUp() {
    return warmUp;
  }

  public PrometheusConfiguration prometheus() {
    return prometheus;
  }

  public TracingConfiguration tracing() {
    return tracing;
  }

  public ApiConfiguration api() {
    return api;
  }

  public AddressConfiguration clientAddress() {
    return clientAddress;
  }

  public RateLimitConfiguration rateLimits() {
    return rateLimits;
  }

  public StoreConfiguration store() {
    return store;
  }

  public HistoryConfiguration history() {
    return history;
  }

  public IdempotencyConfiguration idempotency() {
    return idempotency;
  }

  AdminConfiguration adminAccess() {
    return adminAccess;
  }

  public AuthFailureConfiguration authFailures() {
    return guesses == null ? authFailures : guesses;
  }

  /** Sections that are configured by an old name, each with its present one. */
  public Map<String, String> renamedSections() {
    return guesses == null ? Map.of() : Map.of("guesses", "authFailures");
  }

  public SlowRequestConfiguration slowRequests() {
    return slowRequests;
  }
}
