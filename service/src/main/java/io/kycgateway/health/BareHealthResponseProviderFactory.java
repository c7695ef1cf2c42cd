package io.kycgateway.health;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.health.HealthStateAggregator;
import io.dropwizard.health.HealthStatusChecker;
import io.dropwizard.health.response.HealthResponse;
import io.dropwizard.health.response.HealthResponseProvider;
import io.dropwizard.health.response.HealthResponseProviderFactory;
import java.util.List;

/**
 * Answers a probe with its status and one word. The probes need no password, so they disclose
 * nothing about what is checked.
 */
@JsonTypeName("bare")
public final class BareHealthResponseProviderFactory implements HealthResponseProviderFactory {
  private static final String TYPE_PARAMETER = "type";

  @Override
  public HealthResponseProvider build(
      HealthStatusChecker checker, HealthStateAggregator aggregator, ObjectMapper mapper) {
    return parameters -> {
      String type =
          parameters.getOrDefault(TYPE_PARAMETER, List.of()).stream().findFirst().orElse(null);
      boolean healthy = checker.isHealthy(type);
      return new HealthResponse(
          healthy,
          healthy ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}",
          "application/json",
          healthy ? 200 : 503);
    };
  }
}
