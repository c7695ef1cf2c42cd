package io.kycgateway.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.util.Duration;
import io.kycgateway.admission.Admission;
import io.kycgateway.common.EnumTable;
import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.modules.ModuleCall;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.MovableClock;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A pipeline over fake modules and a clock that moves only when a test moves it. */
final class PipelineFixture implements AutoCloseable {
  static final VerificationContext CONTEXT =
      new VerificationContext(Channel.ONLINE, "request-1", TraceContext.started(), null);
  static final VerificationRequest REQUEST =
      new VerificationRequest(
          "0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e",
          null,
          new Evidence("s3://b/s", null, null, null, null),
          new Evidence("s3://b/d", null, null, "passport", "ESP"),
          Map.of());

  final MetricRecorder families =
      new MetricRecorder(EngineMetrics.FAMILIES, new MetricRegistry(), new ScrapeRegistry(), false);
  final Map<ModuleName, ModuleCall> calls = new ConcurrentHashMap<>();

  final List<AcceptedVerification> accepted = new CopyOnWriteArrayList<>();
  final List<ConcludedVerification> concluded = new CopyOnWriteArrayList<>();

  private final List<OutcomeListener> first = new ArrayList<>();
  private final MovableClock clock = new MovableClock();
  private final Map<ModuleName, ModuleClient> modules = new EnumMap<>(ModuleName.class);
  private final Map<String, ModuleConfiguration> graph = defaultGraph();
  private final PipelineThreads threads = PipelineThreads.create(100);
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private Duration deadline = Duration.seconds(8);
  private int maxConcurrent = 10;
  private volatile long ownDelay;
  private final CountDownLatch ownDelayAsked = new CountDownLatch(1);

  PipelineFixture() {
    for (ModuleName module : ModuleName.values()) {
      modules.put(
          module, call -> module == ModuleName.DECISION ? decided(Status.VERIFIED) : scored(0.9));
    }
  }

  static Map<String, ModuleConfiguration> defaultGraph() {
    Map<String, ModuleConfiguration> graph = new LinkedHashMap<>();
    List<String> first = new ArrayList<>(ModuleNames.all());
    first.removeAll(List.of("antifraud", "decision"));
    first.forEach(module -> graph.put(module, module(true)));
    graph.put("antifraud", module(false, first.toArray(String[]::new)));
    graph.put("decision", module(true, "antifraud"));
    return graph;
  }

  static ModuleConfiguration module(boolean required, String... after) {
    return new ModuleConfiguration(null, Duration.seconds(2), List.of(after), required, null, null);
  }

  static ModuleResult scored(double score) {
    return new ModuleResult.Scored(score, List.of(), null, "{}".getBytes(UTF_8));
  }

  static ModuleResult attack(String type) {
    return new ModuleResult.Scored(0.1, List.of(), type, "{}".getBytes(UTF_8));
  }

  static ModuleResult.Decided decided(Status status) {
    return new ModuleResult.Decided(status, 0.93, List.of());
  }

  PipelineFixture with(ModuleName module, ModuleClient client) {
    modules.put(module, client);
    return this;
  }

  PipelineFixture with(String module, ModuleConfiguration configuration) {
    graph.put(module, configuration);
    return this;
  }

  /** Adds a listener before all others. */
  PipelineFixture listeningFirst(OutcomeListener listener) {
    first.add(listener);
    return this;
  }

  PipelineFixture deadline(Duration budget) {
    deadline = budget;
    return this;
  }

  PipelineFixture maxConcurrent(int limit) {
    maxConcurrent = limit;
    return this;
  }

  /** From now on this process has been that late at every moment. */
  void ownDelay(Duration duration) {
    ownDelay = duration.toNanoseconds();
  }

  /** Waits until a call was found to be due and this process's own delay was asked for. */
  void awaitOwnDelayAsked() throws InterruptedException {
    if (!ownDelayAsked.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("no call was due");
    }
  }

  void advance(Duration duration) {
    clock.advance(duration.toJavaDuration());
  }

  VerificationPipeline pipeline() {
    List<OutcomeListener> all = new ArrayList<>(first);
    all.addAll(List.of(new PipelineMetrics(families), new FailureLog(), new Recorder()));
    return new VerificationPipeline(
        new PipelineConfiguration(deadline, maxConcurrent, maxConcurrent, true),
        ModuleGraph.of(graph),
        EnumTable.of(ModuleName.class, this::noting),
        threads,
        new Admission(() -> maxConcurrent),
        tick -> {
          ownDelayAsked.countDown();
          return ownDelay;
        },
        request -> deadline.toNanoseconds(),
        all,
        clock);
  }

  VerificationOutcome verify() {
    return pipeline().verify(REQUEST, CONTEXT);
  }

  /** Verifies on another thread. */
  CompletableFuture<VerificationOutcome> verifying(VerificationPipeline pipeline) {
    return CompletableFuture.supplyAsync(() -> pipeline.verify(REQUEST, CONTEXT), callers);
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no outcome", e);
    }
  }

  /** What that counter or gauge stands at. */
  long count(Family family, String... labelValues) {
    return families.counter(family, labelValues).getCount();
  }

  /** The outcomes of a module that have been counted, with their numbers. */
  Map<String, Long> outcomes(ModuleName module) {
    Map<String, Long> counted = new LinkedHashMap<>();
    for (String outcome : PipelineMetrics.MODULE_CALLS.labels().get(1).values()) {
      long count = count(PipelineMetrics.MODULE_CALLS, module.wireName(), outcome);
      if (count > 0) {
        counted.put(outcome, count);
      }
    }
    return counted;
  }

  private final class Recorder implements OutcomeListener {
    @Override
    public void accepted(AcceptedVerification verification) {
      accepted.add(verification);
    }

    @Override
    public void concluded(ConcludedVerification verification) {
      concluded.add(verification);
    }
  }

  // A module without a client stands for a bug of ours: its look-up throws.
  private ModuleClient noting(ModuleName module) {
    ModuleClient client = modules.get(module);
    return client == null
        ? null
        : call -> {
          calls.put(module, call);
          return client.call(call);
        };
  }

  @Override
  public void close() {
    threads.close();
    callers.shutdownNow();
  }
}
