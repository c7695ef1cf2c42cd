package io.kycgateway.simulator;

import io.dropwizard.lifecycle.Managed;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.ServerUrl;
import io.kycgateway.verification.ModuleName;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** All five simulated modules on one HTTP server. */
public final class Simulator implements Managed {
  private final String host;
  private final Server server;
  private final ServerConnector connector;

  private Simulator(SimulatorConfiguration configuration, CallJournal journal) {
    EnumTable<ModuleName, SimulatorConfiguration.Behaviour> behaviours = configuration.behaviours();
    EnumTable<ModuleName, SimulatedModule> modules =
        EnumTable.of(
            ModuleName.class,
            module ->
                new SimulatedModule(
                    module,
                    behaviours.get(module),
                    configuration.seed(),
                    configuration.attackRatio()));
    host = configuration.bindHost();
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    server = new Server();
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(configuration.port());
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(new SimulatorHandler(modules, new SimulatorMetrics(), journal));
  }

  /**
   * Starts the simulated modules.
   *
   * @throws IOException if the port is taken or the journal cannot be written
   */
  public static Simulator start(SimulatorConfiguration configuration) throws IOException {
    Simulator simulator = new Simulator(configuration, CallJournal.open(configuration.journal()));
    try {
      simulator.server.start();
      return simulator;
    } catch (Exception e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "simulator: cannot listen on %s:%d",
              configuration.bindHost(),
              configuration.port()),
          e);
    }
  }

  /** Where they listen, without a path. */
  public URI url() {
    return URI.create("http://" + host + ":" + connector.getLocalPort());
  }

  /** Where one module is called. */
  public ServerUrl url(ModuleName module) {
    return ServerUrl.http(url() + "/" + module.wireName());
  }

  /** Waits until the server has stopped. */
  public void join() throws InterruptedException {
    server.join();
  }

  @Override
  public void stop() throws Exception {
    server.stop();
  }
}
