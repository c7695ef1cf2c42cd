package io.kycgateway.config;

import io.kycgateway.engine.VerificationEngine;
import io.kycgateway.startup.StartupException;
import io.kycgateway.tracing.Tracing;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A configuration that the gateway can start with: everything in it that would stop a start is
 * checked, without starting anything.
 *
 * @param good what was found, in lines for an operator: no secret, no path or query of a URL
 * @param warnings what works, but hardly as it is meant
 */
public record CheckReport(List<String> good, List<String> warnings) {
  /**
   * Checks secrets, modules, contradictions and connectors.
   *
   * @throws StartupException names what is wrong
   */
  public static CheckReport of(GatewayConfiguration configuration) throws StartupException {
    Secrets secrets = Secrets.open(configuration);
    VerificationEngine.check(configuration.engine());
    Contradictions.refuse(configuration);
    Tracing.check(configuration.tracing());
    List<String> warnings =
        new ArrayList<>(
            ConfigurationWarnings.of(configuration, secrets.apiKeys().current().clients()));
    List<String> good = new ArrayList<>(VerificationEngine.describe(configuration.engine()));
    for (Listener listener : Listener.of(configuration)) {
      Optional<Instant> expiry = listener.build();
      good.add(line(listener, expiry));
      expiry
          .filter(Instant.now()::isAfter)
          .ifPresent(end -> warnings.add(listener.key() + ": its certificate has expired"));
    }
    good.add(keys(secrets));
    good.add(
        "store: "
            + configuration
                .store()
                .address()
                .orElse("none, each process keeps its own limits and responses"));
    good.add(
        "history: "
            + configuration
                .history()
                .address()
                .map(address -> address + ", " + historyKeys(secrets) + ", not connected to")
                .orElse("none, verifications are not kept"));
    good.add("traces: " + Tracing.describe(configuration.tracing()));
    return new CheckReport(List.copyOf(good), List.copyOf(warnings));
  }

  private static String line(Listener listener, Optional<Instant> expiry) {
    return listener.key()
        + ": "
        + listener
        + expiry
            .map(end -> ", certificate until " + LocalDate.ofInstant(end, ZoneOffset.UTC))
            .orElse("");
  }

  private static String keys(Secrets secrets) {
    int clients = secrets.apiKeys().current().clients().size();
    int keys = secrets.apiKeys().current().size();
    return "API keys: " + counted(clients, "client") + ", " + counted(keys, "key");
  }

  private static String historyKeys(Secrets secrets) {
    return secrets
        .historyKeys()
        .map(keys -> "keys " + String.join(", ", keys.current().ids()))
        .orElse("");
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
