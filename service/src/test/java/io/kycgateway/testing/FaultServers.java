package io.kycgateway.testing;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A fault server for every module: all are well until one is told otherwise. */
public final class FaultServers implements AutoCloseable {
  private final Map<String, FaultServer> servers = new HashMap<>();

  private FaultServers() {}

  /** Starts all five. */
  public static FaultServers start() throws IOException {
    FaultServers all = new FaultServers();
    for (String module : Invariants.MODULES) {
      all.servers.put(module, FaultServer.start(module));
    }
    return all;
  }

  /** That module's. */
  public FaultServer of(String module) {
    return servers.get(module);
  }

  /** The settings that make a gateway call them. */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    servers.forEach((module, server) -> settings.put("modules." + module + ".url", server.url()));
    return settings;
  }

  /** All are well again. */
  public void recover() throws IOException {
    for (FaultServer server : servers.values()) {
      server.recover();
    }
  }

  @Override
  public void close() {
    servers.values().forEach(FaultServer::close);
  }
}
