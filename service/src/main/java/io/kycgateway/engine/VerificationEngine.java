package io.kycgateway.engine;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.ServerUrl;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleClients;
import io.kycgateway.pipeline.FailureLog;
import io.kycgateway.pipeline.ModuleCallExecutor;
import io.kycgateway.pipeline.OutcomeListener;
import io.kycgateway.pipeline.PipelineMetrics;
import io.kycgateway.pipeline.VerificationPipeline;
import io.kycgateway.simulator.Simulator;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.ModuleName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running pipeline with its threads, clients and simulated modules; gateway and batch have one
 * each.
 */
public final class VerificationEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationEngine.class);
  private static final ServerUrl PLACEHOLDER = ServerUrl.http("http://127.0.0.1");

  private final VerificationPipeline pipeline;
  private final ModuleCallExecutor threads;
  private final ModuleClients clients;
  private final Optional<Simulator> simulator;

  private VerificationEngine(
      VerificationPipeline pipeline,
      ModuleCallExecutor threads,
      ModuleClients clients,
      Optional<Simulator> simulator) {
    this.pipeline = pipeline;
    this.threads = threads;
    this.clients = clients;
    this.simulator = simulator;
  }

  /**
   * Starts a pipeline, and simulated modules where configured.
   *
   * @param listeners told of outcomes after the metrics and the log
   * @throws StartupException names what is wrong with the configuration
   */
  public static VerificationEngine start(
      EngineConfiguration configuration,
      MetricRegistry dropwizard,
      MetricRecorder recorder,
      OutcomeListener... listeners)
      throws StartupException {
    ConfiguredModules modules = ConfiguredModules.of(configuration);
    Optional<Simulator> simulator = simulator(configuration, modules.byName());
    recorder.gauge(EngineMetrics.SIMULATOR_ENABLED, () -> simulator.isPresent() ? 1 : 0);
    ModuleClients clients =
        ModuleClients.create(
            modules.byName(),
            ModuleUrls.of(modules.byName(), simulator.isPresent() ? simulator.get()::url : null),
            configuration.moduleHttp(),
            dropwizard,
            recorder,
            Clock.defaultClock());
    ModuleCallExecutor threads =
        ModuleCallExecutor.create(
            configuration.pipeline().maxConcurrent() * ModuleName.values().length);
    LOG.info("module calls run on {}", threads.description());
    VerificationPipeline pipeline =
        new VerificationPipeline(
            configuration.pipeline(),
            modules.graph(),
            clients.clients(),
            threads,
            listeners(recorder, listeners),
            Clock.defaultClock());
    return new VerificationEngine(pipeline, threads, clients, simulator);
  }

  private static List<OutcomeListener> listeners(
      MetricRecorder metrics, OutcomeListener... further) {
    List<OutcomeListener> all = new ArrayList<>();
    all.add(new PipelineMetrics(metrics));
    all.add(new FailureLog());
    Collections.addAll(all, further);
    return all;
  }

  /**
   * Checks the modules of a configuration, simulated ones too, without starting anything.
   *
   * @throws StartupException names what is wrong with them
   */
  public static void check(EngineConfiguration configuration) throws StartupException {
    EnumTable<ModuleName, ServerUrl> unused =
        ModuleUrls.of(
            ConfiguredModules.of(configuration).byName(),
            configuration.simulator().enabled() ? module -> PLACEHOLDER : null);
    try {
      configuration.simulator().check();
    } catch (IllegalArgumentException e) {
      throw new StartupException(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Simulator> simulator(
      EngineConfiguration configuration, EnumTable<ModuleName, ModuleConfiguration> modules)
      throws StartupException {
    boolean wanted =
        configuration.simulator().enabled()
            && Arrays.stream(ModuleName.values())
                .anyMatch(module -> ModuleUrls.isSimulated(modules.get(module)));
    if (!wanted) {
      return Optional.empty();
    }
    try {
      Simulator simulator = Simulator.start(configuration.simulator());
      LOG.warn("********************************************************************");
      LOG.warn("SIMULATED MODULES ANSWER at {}: their decisions mean nothing.", simulator.url());
      LOG.warn("Never use this in production: unset KYC_SIMULATOR, set KYC_*_URL.");
      LOG.warn("********************************************************************");
      return Optional.of(simulator);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException(String.valueOf(e.getMessage()));
    }
  }

  /** The pipeline. */
  public VerificationPipeline pipeline() {
    return pipeline;
  }

  /** Whether simulated modules answer. */
  public boolean areSimulated() {
    return simulator.isPresent();
  }

  @Override
  public void close() throws Exception {
    pipeline.close();
    threads.close();
    clients.close();
    if (simulator.isPresent()) {
      simulator.get().stop();
    }
  }
}
