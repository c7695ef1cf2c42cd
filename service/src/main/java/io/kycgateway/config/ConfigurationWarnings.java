package io.kycgateway.config;

import io.dropwizard.util.Duration;
import io.kycgateway.modules.http.ModuleHttpConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Settings that work, but hardly as they are meant. Each sentence names what to change. */
final class ConfigurationWarnings {
  private ConfigurationWarnings() {}

  /**
   * The warnings about a configuration that can be started with.
   *
   * @param clients the names in the API keys' file
   * @return empty: there is nothing to warn of
   */
  static List<String> of(GatewayConfiguration configuration, Set<String> clients) {
    List<String> warnings = new ArrayList<>();
    Duration deadline = configuration.engine().pipeline().deadline();
    ModuleHttpConfiguration http = configuration.engine().moduleHttp();
    int connections = Math.min(http.getMaxConnections(), http.getMaxConnectionsPerRoute());
    if (connections < configuration.engine().pipeline().maxConcurrent()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "moduleHttp.maxConnections or maxConnectionsPerRoute (%d) is below"
                  + " pipeline.maxConcurrent (%d): under load, calls will fail for want of a"
                  + " connection",
              connections,
              configuration.engine().pipeline().maxConcurrent()));
    }
    configuration
        .engine()
        .modules()
        .forEach(
            (name, module) -> {
              if (Contradictions.isShorter(module.timeout(), http.getConnectionTimeout())) {
                warnings.add(
                    String.format(
                        Locale.ROOT,
                        "moduleHttp.connectionTimeout (%s) is longer than modules.%s.timeout (%s),"
                            + " which ends the call first",
                        http.getConnectionTimeout(),
                        name,
                        module.timeout()));
              }
              if (http.getTimeout().toNanoseconds() > 0
                  && Contradictions.isShorter(http.getTimeout(), module.timeout())) {
                warnings.add(
                    String.format(
                        Locale.ROOT,
                        "moduleHttp.timeout (%s) is shorter than modules.%s.timeout (%s) and ends"
                            + " slow responses first",
                        http.getTimeout(),
                        name,
                        module.timeout()));
              }
            });
    if (Contradictions.isShorter(configuration.idempotency().keepFor(), deadline)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "idempotency.keepFor (%s) is shorter than pipeline.deadline (%s): a client that waits"
                  + " for its deadline before it retries will find its response forgotten",
              configuration.idempotency().keepFor(),
              deadline));
    }
    if (configuration.store().isConfigured()
        && !Contradictions.isShorter(configuration.store().commandTimeout(), deadline)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "store.commandTimeout (%s) is not shorter than pipeline.deadline (%s): a slow store"
                  + " will delay requests by more than their verification",
              configuration.store().commandTimeout(),
              deadline));
    }
    unknown(configuration.rateLimits().unlimitedClients(), clients)
        .forEach(name -> warnings.add(noSuchClient("rateLimits.unlimitedClients", name)));
    unknown(configuration.rateLimits().clients().keySet(), clients)
        .forEach(name -> warnings.add(noSuchClient("rateLimits.clients", name)));
    configuration
        .clientAddress()
        .rangesWiderThanAnyPrivateNetwork()
        .forEach(range -> warnings.add(trustsStrangers(range, configuration)));
    return warnings;
  }

  private static String trustsStrangers(String range, GatewayConfiguration configuration) {
    return String.format(
        Locale.ROOT,
        "clientAddress.trustedProxies (KYC_TRUSTED_PROXIES) trusts %s, which is wider than any"
            + " private network: a client in it can claim any address in the header %s and so evade"
            + " the limits on addresses",
        range,
        configuration.clientAddress().header().headerName());
  }

  private static List<String> unknown(Set<String> named, Set<String> clients) {
    return named.stream().filter(name -> !clients.contains(name)).sorted().toList();
  }

  private static String noSuchClient(String setting, String name) {
    return setting + " names " + name + ", which has no key in API_KEYS_FILE";
  }
}
