package io.kycgateway.config;

import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.util.Duration;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.startup.StartupException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    if (pipeline.minConcurrent() > pipeline.maxConcurrent()) {
      throw new StartupException(
          String.format(
              Locale.ROOT,
              "pipeline.minConcurrent (%d) is above pipeline.maxConcurrent (%d)",
              pipeline.minConcurrent(),
              pipeline.maxConcurrent()));
    }
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
    HistoryConfiguration history = configuration.history();
    if (history.isConfigured()
        && server.getShutdownGracePeriod().toNanoseconds()
            < pipeline.deadline().toNanoseconds() + history.commitTimeout().toNanoseconds()) {
      throw new StartupException(
          String.format(
              Locale.ROOT,
              "server.shutdownGracePeriod (%s) is shorter than pipeline.deadline (%s) and"
                  + " history.commitTimeout (%s) together: a shutdown would lose records",
              server.getShutdownGracePeriod(),
              pipeline.deadline(),
              history.commitTimeout()));
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

  static boolean isShorter(Duration one, Duration other) {
    return one.toNanoseconds() < other.toNanoseconds();
  }
}
