package io.kycgateway.reverify;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import io.kycgateway.engine.EngineConfiguration;
import io.kycgateway.engine.VerificationEngine;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.IdSet;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.ManifestReader;
import io.kycgateway.reverify.manifest.ManifestSource;
import io.kycgateway.reverify.manifest.ProcessedLines;
import io.kycgateway.reverify.progress.Progress;
import io.kycgateway.reverify.progress.ProgressText;
import io.kycgateway.reverify.progress.TerminalWidth;
import io.kycgateway.reverify.push.BatchCatalogue;
import io.kycgateway.reverify.push.MetricsPublisher;
import io.kycgateway.reverify.push.PushTarget;
import io.kycgateway.reverify.push.Pusher;
import io.kycgateway.reverify.push.ReverifyMetrics;
import io.kycgateway.reverify.push.RunTimestamps;
import io.kycgateway.reverify.push.Textfile;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.report.Summary;
import io.kycgateway.reverify.results.OutputLock;
import io.kycgateway.reverify.results.ResultWriter;
import io.kycgateway.reverify.results.ResumedOutput;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.results.RunMetadata;
import io.kycgateway.reverify.run.AdaptiveLimiter;
import io.kycgateway.reverify.run.AttemptRateLimiter;
import io.kycgateway.reverify.run.Concurrency;
import io.kycgateway.reverify.run.Limiter;
import io.kycgateway.reverify.run.RecordVerifier;
import io.kycgateway.reverify.run.Runner;
import io.kycgateway.reverify.run.StopSignal;
import io.kycgateway.startup.BuildInfo;
import io.kycgateway.startup.StartupException;
import io.kycgateway.tracing.Tracing;
import io.kycgateway.tracing.TracingConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run from its files to its summary: all of its wiring. */
final class Reverification {
  private static final Logger LOG = LoggerFactory.getLogger(Reverification.class);

  /** Heap share of lines in flight. */
  private static final int HEAP_SHARE_OF_LINES = 16;

  private final EngineConfiguration engine;
  private final BatchConfiguration batch;
  private final TracingConfiguration tracing;
  private final ReverifyOptions options;
  private final ManifestSource source;
  private final StopSignal stop;
  private final InstantSource time;
  private final PrintStream screen;
  private final RunMetadata metadata;
  private final Optional<RunMetadata.Completion> completion;
  private final Instant started;
  private final MetricRegistry dropwizard;
  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final MetricRecorder recorder;
  private final Tally tally = new Tally();
  private final ProcessedLines processed;
  private final RunTimestamps times;

  private volatile boolean hasBegun;

  private Reverification(
      ReverifyConfiguration configuration,
      ReverifyOptions options,
      ManifestSource source,
      MetricRegistry dropwizard,
      StopSignal stop,
      InstantSource time,
      PrintStream screen,
      RunMetadata metadata,
      ProcessedLines processed)
      throws StartupException {
    this.engine = configuration.engine(options.concurrency().max());
    this.batch = configuration.batch();
    this.tracing = configuration.tracing();
    this.options = options;
    this.source = source;
    this.stop = stop;
    this.time = time;
    this.screen = screen;
    this.metadata = metadata;
    this.completion = metadata.completion(options.files());
    this.processed = processed;
    this.started = time.instant();
    this.dropwizard = dropwizard;
    recorder = new MetricRecorder(BatchCatalogue.FAMILIES, dropwizard, prometheus, false);
    times = new RunTimestamps(recorder);
    Exposition.connect(dropwizard, recorder, prometheus);
  }

  /**
   * Runs.
   *
   * @param screen where a progress bar is drawn
   * @throws StartupException if it cannot start; no module was called
   */
  static Summary run(
      ReverifyConfiguration configuration,
      ReverifyOptions options,
      ManifestSource source,
      MetricRegistry dropwizard,
      StopSignal stop,
      InstantSource time,
      PrintStream screen)
      throws Exception {
    VerificationEngine.check(configuration.engine(options.concurrency().max()));
    Tracing.check(configuration.tracing());
    PushTarget target = PushTarget.ifEnabled(configuration.batch().push());
    ManifestSource.Survey survey = survey(source, stop);
    options.requireRecords(survey);
    RunFiles files = options.files();
    try (OutputLock output = OutputLock.of(files.output());
        OutputLock deadLetters = OutputLock.of(files.deadLetters());
        ProcessedLines processed = source.processedLines(files.folder())) {
      RunMetadata metadata = new RunMetadata(survey.fingerprint(), options.shard().toString());
      metadata.claim(files);
      return new Reverification(
              configuration, options, source, dropwizard, stop, time, screen, metadata, processed)
          .run(survey, target);
    }
  }

  private static ManifestSource.Survey survey(ManifestSource source, StopSignal stop)
      throws Exception {
    Optional<ManifestSource.Survey> survey = stop.unlessStopped(source::survey);
    if (survey.isEmpty()) {
      LOG.warn("stopped before the manifest was read; nothing was written");
      throw new ExitException(ExitCode.STOPPED);
    }
    return survey.get();
  }

  private Summary run(ManifestSource.Survey survey, @Nullable PushTarget target) throws Exception {
    LineCount lines = LineCount.of(survey, options.shard());
    ReverifyMetrics metrics = new ReverifyMetrics(recorder, tally, options.shard(), lines);
    ResumedOutput output =
        ResumedOutput.open(
            options.files(), options.isRetryingDeadLetters(), processed, metrics::record);
    long processedBefore = tally.processed();
    if (processedBefore > 0) {
      LOG.info(
          "{} records were processed by earlier runs; resuming with the rest", processedBefore);
    }
    Path textfile = options.textfile();
    Pusher pusher = target == null ? null : pusher(target);
    MetricsPublisher publisher =
        new MetricsPublisher(
            pusher, textfile == null ? null : Textfile.open(textfile, prometheus, times));
    Limiter limiter = limiter(options.concurrency(), engine);
    boolean isSimulated;
    // Progress is closed last, so that it ends with the last result.
    try (Progress progress = progress(lines, limiter);
        Tracing traces =
            Tracing.start(tracing, ReverifyApplication.NAME, BuildInfo.load().version());
        VerificationEngine running = VerificationEngine.start(engine, dropwizard, recorder);
        ResultWriter writer = output.writer(metrics::record, stop::request)) {
      isSimulated = running.areSimulated();
      LOG.info("module calls run on {}", running.threads());
      RecordVerifier verifier =
          new RecordVerifier(
              running.pipeline()::verify,
              limiter,
              AttemptRateLimiter.of(options.ratePerSecond()),
              traces.tracer(),
              stop,
              batch.retry(),
              options.retries(),
              Clock.defaultClock(),
              time);
      verify(survey, lines, verifier, writer, () -> begin(publisher));
    }
    output.removeSuperseded();
    return new RunEnd(
            options, metadata, completion, times, tally, stop.cause(), pusher, publisher, started)
        .summary(lines, processedBefore, isSimulated, hasBegun, time.instant());
  }

  private Progress progress(LineCount lines, Limiter limiter) {
    return new Progress(new ProgressText(tally, lines, limiter::limit, Clock.defaultClock()))
        .show(
            options.progress().on(Terminal.isInteractive()),
            screen,
            new TerminalWidth(),
            batch.progressInterval().toJavaDuration());
  }

  private void verify(
      ManifestSource.Survey survey,
      LineCount lines,
      RecordVerifier verifier,
      ResultWriter writer,
      Runner.Begin begin)
      throws IOException, InterruptedException {
    int maxLine = Math.toIntExact(batch.maxLineSize().toBytes());
    try (InputStream in = source.open();
        IdSet ids = survey.ids(options.shard(), options.files().folder())) {
      new Runner(
              new ManifestReader(in, maxLine, options.shard(), ids, processed),
              verifier,
              writer,
              stop,
              options.concurrency().workers(),
              (int)
                  Math.min(
                      Integer.MAX_VALUE,
                      Math.max(maxLine, Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_LINES)),
              batch.gracePeriod().toJavaDuration(),
              lines,
              begin)
          .run();
    } catch (IOException e) {
      stop.request(Runner.describe(e));
    }
  }

  // A run begins with its first line of work: one that finds none must not look like a new run.
  private void begin(MetricsPublisher publisher) throws IOException {
    if (completion.isPresent()) {
      metadata.reopen(options.files());
    }
    hasBegun = true;
    times.started(started);
    publisher.start(batch.push().interval().toJavaDuration());
  }

  private Pusher pusher(PushTarget target) {
    return new Pusher(
        target, prometheus, recorder, options.shard(), times, batch.push().attempts());
  }

  /** The limit of attempts in flight. */
  static Limiter limiter(Concurrency concurrency, EngineConfiguration engine) {
    return concurrency.isAdaptive()
        ? new AdaptiveLimiter(
            concurrency.max(), engine.pipeline().deadline().toJavaDuration(), Clock.defaultClock())
        : Limiter.fixed(concurrency.max());
  }
}
