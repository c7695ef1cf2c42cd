package io.kycgateway.engine;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import io.kycgateway.admission.AdaptiveAdmission;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.ServerUrl;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleClients;
import io.kycgateway.pipeline.Budget;
import io.kycgateway.pipeline.FailureLog;
import io.kycgateway.pipeline.OutcomeListener;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.pipeline.PipelineMetrics;
import io.kycgateway.pipeline.PipelineThreads;
import io.kycgateway.pipeline.VerificationPipeline;
import io.kycgateway.simulator.Sandbox;
import io.kycgateway.simulator.Simulator;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.UriRule;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
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
  private static final int SANDBOX_SHARE = 4;
  private static final ServerUrl PLACEHOLDER = ServerUrl.http("http://127.0.0.1");

  private final VerificationPipeline pipeline;
  private final AdaptiveAdmission admission;
  private final PipelineThreads threads;
  private final ModuleClients clients;
  private final Optional<Simulator> simulator;

  private VerificationEngine(
      VerificationPipeline pipeline,
      AdaptiveAdmission admission,
      PipelineThreads threads,
      ModuleClients clients,
      Optional<Simulator> simulator) {
    this.pipeline = pipeline;
    this.admission = admission;
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
    Optional<Simulator> simulator = simulator(configuration);
    recorder.gauge(EngineMetrics.SIMULATOR_ENABLED, () -> simulator.isPresent() ? 1 : 0);
    ModuleClients clients =
        ModuleClients.create(
            modules.byName(),
            ModuleUrls.of(modules.byName(), simulator.isPresent() ? simulator.get()::url : null),
            configuration.moduleHttp(),
            dropwizard,
            recorder,
            Clock.defaultClock());
    PipelineThreads threads =
        PipelineThreads.create(
            configuration.pipeline().maxConcurrent() * ModuleName.values().length);
    PipelineConfiguration limits = configuration.pipeline();
    AdaptiveAdmission admission =
        AdaptiveAdmission.start(
            limits.minConcurrent(), limits.maxConcurrent(), threads, Clock.defaultClock());
    recorder.gauge(EngineMetrics.ADMISSION_LIMIT, admission::limit);
    recorder.gauge(EngineMetrics.PROCESS_DELAY, admission::delaySeconds);
    VerificationPipeline pipeline =
        new VerificationPipeline(
            limits,
            modules.graph(),
            clients.clients(),
            threads,
            admission.admission(),
            admission::longestDelaySince,
            budget(configuration, simulator.isPresent()),
            listeners(recorder, listeners),
            Clock.defaultClock());
    return new VerificationEngine(pipeline, admission, threads, clients, simulator);
  }

  // The sandbox has a scenario that uses the budget up. With timeouts such as the default ones no
  // delay of a module can: each module's timeout ends first. So the budget is a part of the
  // shortest of them, and so short a one that no circuit takes it for the modules' failure.
  private static Budget budget(EngineConfiguration configuration, boolean isSandbox) {
    long deadline = configuration.pipeline().deadline().toNanoseconds();
    if (!isSandbox) {
      return request -> deadline;
    }
    long shortest = deadline;
    for (ModuleConfiguration module : configuration.modules().values()) {
      shortest = Math.min(shortest, module.timeout().toNanoseconds());
    }
    long brief = shortest / SANDBOX_SHARE;
    return request -> Sandbox.exceedsDeadline(request) ? brief : deadline;
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
   * Checks the modules of a configuration, simulated ones too, and builds their clients, without
   * starting anything.
   *
   * @throws StartupException names what is wrong with them
   */
  public static void check(EngineConfiguration configuration) throws StartupException {
    EnumTable<ModuleName, ModuleConfiguration> modules =
        ConfiguredModules.of(configuration).byName();
    EnumTable<ModuleName, ServerUrl> urls =
        ModuleUrls.of(modules, configuration.simulator().enabled() ? m -> PLACEHOLDER : null);
    try {
      configuration.simulator().check();
    } catch (IllegalArgumentException e) {
      throw new StartupException(String.valueOf(e.getMessage()));
    }
    MetricRegistry registry = new MetricRegistry();
    MetricRecorder recorder =
        new MetricRecorder(
            EngineMetrics.FAMILIES, registry, new ScrapeRegistry(), /* nativeHistograms= */ false);
    try (ModuleClients clients =
        ModuleClients.create(
            modules, urls, configuration.moduleHttp(), registry, recorder, Clock.defaultClock())) {
      LOG.debug("module clients can be built: {}", clients);
    } catch (IOException | RuntimeException e) {
      // Such as a trust store that cannot be read.
      throw new StartupException(
          "moduleHttp: the clients of the modules cannot be built: " + rootMessage(e));
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  /**
   * What a checked configuration has its modules do, in lines for an operator: where each is
   * called, without path and query, their order, and the longest that they may take.
   *
   * @throws StartupException names what is wrong with them
   */
  public static List<String> describe(EngineConfiguration configuration) throws StartupException {
    ConfiguredModules modules = ConfiguredModules.of(configuration);
    List<String> lines = new ArrayList<>();
    for (ModuleName module : ModuleName.values()) {
      ModuleConfiguration configured = modules.byName().get(module);
      lines.add(
          "modules."
              + module.wireName()
              + ": "
              + (ModuleUrls.isSimulated(configured)
                  ? "simulated"
                  : ServerUrl.http(configured.url()).origin())
              + (configured.required() ? "" : ", optional"));
    }
    lines.add(
        "graph: "
            + modules.graph()
            + ", at most "
            + seconds(modules.graph().longestNanos())
            + " of the deadline's "
            + seconds(configuration.pipeline().deadline().toNanoseconds()));
    return lines;
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + " s";
  }

  private static Optional<Simulator> simulator(EngineConfiguration configuration)
      throws StartupException {
    if (!configuration.isSimulated()) {
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

  /** What references to evidence must be: with simulated modules, of the sandbox's scenarios. */
  public UriRule uris() {
    return areSimulated() ? Sandbox.uris() : UriRule.NONE;
  }

  /** The threads of the module calls, for one line in the log at start. */
  public String threads() {
    return threads.description();
  }

  /** Whether simulated modules answer. */
  public boolean areSimulated() {
    return simulator.isPresent();
  }

  @Override
  public void close() throws Exception {
    pipeline.close();
    admission.close();
    threads.close();
    clients.close();
    if (simulator.isPresent()) {
      simulator.get().stop();
    }
  }
}
