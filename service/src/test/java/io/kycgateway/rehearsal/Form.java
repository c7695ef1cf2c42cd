package io.kycgateway.rehearsal;

import io.kycgateway.testing.Patience;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The two forms of the rehearsal.
 *
 * @param rate verifications a second
 * @param shutdownWait KYC_SHUTDOWN_WAIT
 * @param jvm options of the long-running JVMs
 * @param clientsPatience how long a client waits for a response
 * @param warm how long a new process has load before it is the next one's turn
 */
record Form(
    String name,
    int rate,
    String shutdownWait,
    List<String> jvm,
    Duration clientsPatience,
    Duration warm) {
  private static final Form FULL =
      new Form(
          "full",
          200,
          "5s",
          List.of("-XX:TieredStopAtLevel=4"),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60));

  /**
   * For a machine that does other work, too: there, any process may wait for seconds for its
   * processor, which is no operator's doing. The load balancer has longer to notice that a gateway
   * stops.
   */
  static final Form FAST =
      new Form("fast", 50, "8s", List.of(), Duration.ofMinutes(2), Duration.ZERO);

  /** The form that -Drehearsal.fast chooses, at the rate of -Drehearsal.rate if there is one. */
  static Form chosen() {
    Form form = Boolean.getBoolean("rehearsal.fast") ? FAST : FULL;
    return new Form(
        form.name,
        Integer.getInteger("rehearsal.rate", form.rate),
        form.shutdownWait,
        form.jvm,
        form.clientsPatience,
        form.warm);
  }

  boolean isFast() {
    return name.equals(FAST.name);
  }

  /** What gateways have in place of what is in their config.yml: both releases know all of it. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (!isFast()) {
      // For a machine that does all of it at once: a slow store is not the operator's concern, and
      // the release before has a first limit on verifications in flight, 32, that a JVM's start
      // beside it exceeds.
      settings.put("store.commandTimeout", "2s");
      settings.put("pipeline.minConcurrent", "200");
      return settings;
    }
    settings.putAll(Patience.settings());
    settings.put("server.shutdownGracePeriod", "11m");
    // A fixed limit: what a stop of seconds piles up is taken in.
    settings.put("pipeline.minConcurrent", "1000");
    // The longest that may be configured.
    settings.put("store.commandTimeout", "5s");
    settings.put("store.connectTimeout", "30s");
    settings.put("slowRequests.minimumRate", "0B");
    // Who waits for a connection waits for a second: more of them than there are readers.
    settings.put("history.maxReadConnections", "20");
    return settings;
  }

  /** The load balancer's configuration, with the same patience. */
  String loadBalancer(String config) {
    if (!isFast()) {
      return config;
    }
    String patient = config;
    patient = longer(patient, "timeout connect 1s", "timeout connect 1m\n  timeout check 1m");
    // Nothing is refused that is slow: no gateway needs to be warm.
    patient = longer(patient, " slowstart 10s", " slowstart 2s");
    patient = longer(patient, "timeout http-request 10s", "timeout http-request 3m");
    patient = longer(patient, "timeout client 30s", "timeout client 3m");
    return longer(patient, "timeout server 15s", "timeout server 3m");
  }

  private static String longer(String config, String line, String longer) {
    if (!config.contains(line + "\n")) {
      throw new IllegalStateException("haproxy.cfg has no line: " + line);
    }
    return config.replace(line + "\n", longer + "\n");
  }
}
