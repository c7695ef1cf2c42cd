package io.kycgateway.config;

import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.util.Duration;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleHttpConfiguration;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.startup.StartupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Settings that are valid alone and contradict each other. Each sentence names both. */
public final class Contradictions {
  private Contradictions() {}

  /**
   * Refuses settings under which the gateway could not do what one of them says.
   *
   * @throws StartupException names two settings and what would happen
   */
  public static void refuse(GatewayConfiguration configuration) throws StartupException {
    if (!(configuration.getServerFactory() instanceof AbstractServerFactory server)) {
      throw new StartupException("server: must be of type default or simple");
    }
    PipelineConfiguration pipeline = configuration.engine().pipeline();
    refuseSharedPorts(Listener.of(configuration));
    if (pipeline.maxConcurrent() > server.getMaxThreads()) {
      throw new StartupException(
          String.format(
              Locale.ROOT,
              "pipeline.maxConcurrent (%d) is above server.maxThreads (%d): it could never be"
                  + " reached, requests would wait for a thread instead of being answered 503",
              pipeline.maxConcurrent(),
              server.getMaxThreads()));
    }
    if (isShorter(server.getShutdownGracePeriod(), pipeline.deadline())) {
      throw new StartupException(
          String.format(
              Locale.ROOT,
              "server.shutdownGracePeriod (%s) is shorter than pipeline.deadline (%s): a shutdown"
                  + " would cut verifications off",
              server.getShutdownGracePeriod(),
              pipeline.deadline()));
    }
    for (Map.Entry<String, ModuleConfiguration> module :
        configuration.engine().modules().entrySet()) {
      if (isShorter(pipeline.deadline(), module.getValue().timeout())) {
        throw new StartupException(
            String.format(
                Locale.ROOT,
                "modules.%s.timeout (%s) is longer than pipeline.deadline (%s): the module could"
                    + " never reach it",
                module.getKey(),
                module.getValue().timeout(),
                pipeline.deadline()));
      }
    }
  }

  private static void refuseSharedPorts(List<Listener> listeners) throws StartupException {
    for (int i = 0; i < listeners.size(); i++) {
      for (Listener other : listeners.subList(0, i)) {
        Listener one = listeners.get(i);
        if (one.collidesWith(other)) {
          throw new StartupException(
              String.format(
                  Locale.ROOT,
                  "%s.port (%s) and %s.port (%s) are both %d: set one of them to another port",
                  other.key(),
                  other.variable(),
                  one.key(),
                  one.variable(),
                  one.port()));
        }
      }
    }
  }

  /**
   * Settings that work, but hardly as they are meant.
   *
   * @param clients the names in the API keys' file
   */
  public static List<String> warnings(GatewayConfiguration configuration, Set<String> clients) {
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
              if (isShorter(module.timeout(), http.getConnectionTimeout())) {
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
                  && isShorter(http.getTimeout(), module.timeout())) {
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
    if (isShorter(configuration.idempotency().keepFor(), deadline)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "idempotency.keepFor (%s) is shorter than pipeline.deadline (%s): a client that waits"
                  + " for its deadline before it retries will find its response forgotten",
              configuration.idempotency().keepFor(),
              deadline));
    }
    if (configuration.store().isConfigured()
        && !isShorter(configuration.store().commandTimeout(), deadline)) {
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
    return warnings;
  }

  private static List<String> unknown(Set<String> named, Set<String> clients) {
    return named.stream().filter(name -> !clients.contains(name)).sorted().toList();
  }

  private static String noSuchClient(String setting, String name) {
    return setting + " names " + name + ", which has no key in API_KEYS_FILE";
  }

  private static boolean isShorter(Duration one, Duration other) {
    return one.toNanoseconds() < other.toNanoseconds();
  }
}
