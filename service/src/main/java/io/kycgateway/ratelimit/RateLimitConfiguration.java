package io.kycgateway.ratelimit;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rate limits of verifications, and of reading kept ones.
 *
 * @param enabled whether there are any
 * @param unlimitedClients names of API clients without limits
 * @param ip quotas of each address; empty: no limit
 * @param device quotas of each device
 * @param session quotas of each session
 * @param read quotas of each address for reading and erasing kept verifications
 * @param clients other quotas for some API clients, by name
 * @param maxTracked addresses, devices and sessions tracked at most, each
 */
public record RateLimitConfiguration(
    boolean enabled,
    Set<String> unlimitedClients,
    List<@NotNull Quota> ip,
    List<@NotNull Quota> device,
    List<@NotNull Quota> session,
    List<@NotNull Quota> read,
    Map<String, @NotNull ClientQuotas> clients,
    @Min(100) @Max(10_000_000) int maxTracked) {

  /**
   * The quotas of one API client.
   *
   * @param ip null: the quotas of all clients; empty: no limit
   */
  public record ClientQuotas(
      @JsonProperty("ip") @Nullable List<@NotNull Quota> ip,
      @JsonProperty("device") @Nullable List<@NotNull Quota> device,
      @JsonProperty("session") @Nullable List<@NotNull Quota> session,
      @JsonProperty("read") @Nullable List<@NotNull Quota> read) {}

  /** Fills in what the file leaves out. */
  public RateLimitConfiguration(
      @JsonProperty("enabled") @Nullable Boolean enabled,
      @JsonProperty("unlimitedClients") @Nullable Set<String> unlimitedClients,
      @JsonProperty("ip") @Nullable List<Quota> ip,
      @JsonProperty("device") @Nullable List<Quota> device,
      @JsonProperty("session") @Nullable List<Quota> session,
      @JsonProperty("read") @Nullable List<Quota> read,
      @JsonProperty("clients") @Nullable Map<String, ClientQuotas> clients,
      @JsonProperty("maxTracked") @Nullable Integer maxTracked) {
    this(
        enabled == null || enabled,
        unlimitedClients == null ? Set.of() : Set.copyOf(unlimitedClients),
        ip == null ? quotas("5/1m", "10/1h") : List.copyOf(ip),
        device == null ? quotas("5/1d") : List.copyOf(device),
        session == null ? quotas("3/1h") : List.copyOf(session),
        read == null ? List.of() : List.copyOf(read),
        clients == null ? Map.of() : Map.copyOf(clients),
        maxTracked == null ? 50_000 : maxTracked);
  }

  /** No limits. */
  public static RateLimitConfiguration disabled() {
    return new RateLimitConfiguration(false, null, null, null, null, null, null, null);
  }

  /** All defaults. */
  public static RateLimitConfiguration defaults() {
    return new RateLimitConfiguration((Boolean) null, null, null, null, null, null, null, null);
  }

  private static List<Quota> quotas(String... texts) {
    return List.of(texts).stream().map(Quota::parse).toList();
  }

  List<Quota> of(LimitScope scope) {
    return switch (scope) {
      case IP -> ip;
      case DEVICE -> device;
      case SESSION -> session;
    };
  }

  List<Quota> of(LimitScope scope, String client) {
    ClientQuotas own = clients.get(client);
    if (own == null) {
      return of(scope);
    }
    List<Quota> quotas =
        switch (scope) {
          case IP -> own.ip();
          case DEVICE -> own.device();
          case SESSION -> own.session();
        };
    return quotas == null ? of(scope) : quotas;
  }

  List<Quota> ofReading(String client) {
    ClientQuotas own = clients.get(client);
    return own == null || own.read() == null ? read : own.read();
  }
}
