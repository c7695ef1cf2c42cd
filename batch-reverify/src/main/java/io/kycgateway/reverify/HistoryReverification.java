package io.kycgateway.reverify;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import io.kycgateway.engine.EngineConfiguration;
import io.kycgateway.engine.VerificationEngine;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.history.RecordFactory;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.history.HeldItems;
import io.kycgateway.reverify.history.HistoryAccess;
import io.kycgateway.reverify.history.HistoryRunMetrics;
import io.kycgateway.reverify.history.HistorySink;
import io.kycgateway.reverify.history.HistorySource;
import io.kycgateway.reverify.history.KeptRequests;
import io.kycgateway.reverify.history.RunStart;
import io.kycgateway.reverify.history.RunTally;
import io.kycgateway.reverify.history.WorkerName;
import io.kycgateway.reverify.history.database.ItemClosing;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabaseException;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.history.report.RunSummary;
import io.kycgateway.reverify.history.report.StoredTally;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.Shard;
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
import io.kycgateway.reverify.results.RunMetadata;
import io.kycgateway.reverify.run.AttemptRateLimiter;
import io.kycgateway.reverify.run.Limiter;
import io.kycgateway.reverify.run.RecordVerifier;
import io.kycgateway.reverify.run.Runner;
import io.kycgateway.reverify.run.StopSignal;
import io.kycgateway.startup.BuildInfo;
import io.kycgateway.startup.StartupException;
import io.kycgateway.tracing.Tracing;
import io.kycgateway.tracing.TracingConfiguration;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker of a run over the history, from its claims to its summary: all of its wiring. */
final class HistoryReverification {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryReverification.class);
  private static final int BYTES_IN_FLIGHT = 64 * 1024 * 1024;
  private static final int BATCHES = 4;
  private static final int LARGEST_BATCH = 100;
  private static final int MISSED_PUSHES = 2;
  private static final int PUSH_SECONDS = 10;
  private static final Duration LAST_WAIT = Duration.ofSeconds(20);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(30);

  private final EngineConfiguration engine;
  private final BatchConfiguration batch;
  private final TracingConfiguration tracing;
  private final HistoryOptions options;
  private final HistoryAccess history;
  private final RunRecord run;
  private final StopSignal stop;
  private final InstantSource time;
  private final PrintStream screen;
  private final MetricRegistry dropwizard;
  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final MetricRecorder recorder;
  private final Tally tally = new Tally();
  private final RunTimestamps times;
  private final Lease lease;

  private HistoryReverification(
      ReverifyConfiguration configuration,
      HistoryOptions options,
      HistoryAccess history,
      RunRecord run,
      MetricRegistry dropwizard,
      StopSignal stop,
      InstantSource time,
      PrintStream screen) {
    this.engine = configuration.engine(options.concurrency().max());
    this.batch = configuration.batch();
    this.tracing = configuration.tracing();
    this.options = options;
    this.history = history;
    this.run = run;
    this.stop = stop;
    this.time = time;
    this.screen = screen;
    this.dropwizard = dropwizard;
    recorder = new MetricRecorder(BatchCatalogue.FAMILIES, dropwizard, prometheus, false);
    times = new RunTimestamps(recorder);
    lease = new Lease(WorkerName.ofThisProcess(), Math.toIntExact(batch.lease().toSeconds()));
    Exposition.connect(dropwizard, recorder, prometheus);
  }

  /**
   * Starts the run or joins it, and works on it until it is complete.
   *
   * @param screen where a progress bar is drawn
   * @throws StartupException if it cannot start; no module was called
   */
  static Summary run(
      ReverifyConfiguration configuration,
      HistoryOptions options,
      MetricRegistry dropwizard,
      StopSignal stop,
      InstantSource time,
      PrintStream screen)
      throws Exception {
    EngineConfiguration engine = configuration.engine(options.concurrency().max());
    VerificationEngine.check(engine);
    Tracing.check(configuration.tracing());
    PushTarget target = PushTarget.ifEnabled(configuration.batch().push());
    Instant patience = time.instant().plus(FIRST_WAIT);
    RunStart start =
        new RunStart(
            options.run(),
            options.selection(),
            options.objective(),
            engine.isSimulated(),
            options.isEmptyAllowed());
    // A selection may take an hour, and so may a database that hangs meanwhile.
    try (HistoryAccess history = begun(stop, () -> HistoryAccess.open(configuration.history()))) {
      RunRecord run =
          begun(
              stop,
              () ->
                  start.in(
                      history.database(),
                      () -> stop.isRequested() || time.instant().isAfter(patience)));
      LOG.info("run {}: {} items, {}", run.name(), run.items(), run.selection());
      try (OutputLock output = lock(options, run)) {
        HistoryReverification worker =
            new HistoryReverification(
                configuration, options, history, run, dropwizard, stop, time, screen);
        return run.isComplete() ? worker.nothingNew() : worker.work(target);
      }
    } catch (RunDatabaseException e) {
      LOG.error("the history's database cannot be used ({})", e.getMessage());
      throw new ExitException(ExitCode.STOPPED);
    }
  }

  private static <T> T begun(StopSignal stop, Callable<T> task) throws Exception {
    Optional<T> begun;
    try {
      begun = stop.unlessStopped(task);
    } catch (RunDatabaseException e) {
      if (!stop.isRequested()) {
        throw e;
      }
      begun = Optional.empty();
    }
    return begun.orElseThrow(
        () -> {
          LOG.warn("stopped before this worker had begun the run; no module was called");
          return new ExitException(ExitCode.STOPPED);
        });
  }

  private static @Nullable OutputLock lock(HistoryOptions options, RunRecord run)
      throws StartupException, IOException {
    if (options.files().isEmpty()) {
      return null;
    }
    OutputLock lock = OutputLock.of(options.files().get().output());
    new RunMetadata(RunSummary.manifest(run), Shard.WHOLE.toString()).claim(options.files().get());
    return lock;
  }

  private Summary nothingNew() throws StartupException, IOException {
    return summary(
        new RunSummary(
            run,
            StoredTally.of(history.database(), run.name()),
            Optional.empty(),
            Optional.ofNullable(run.completedAt()),
            Summary.Pushing.NONE,
            time.instant()));
  }

  private Summary summary(RunSummary end) throws StartupException, IOException {
    return options.files().isPresent() && end.run().isComplete()
        ? end.write(history, options.files().get())
        : end.summary();
  }

  private Summary work(@Nullable PushTarget target) throws Exception {
    LineCount items = LineCount.ofItems(run.items());
    ReverifyMetrics metrics = new ReverifyMetrics(recorder, tally, Shard.WHOLE, items);
    times.started(run.startedAt());
    // Renewed at each push; a worker that waits for another's last push waits for its end.
    Lease publishing =
        new Lease(
            lease.owner(),
            Math.toIntExact(MISSED_PUSHES * batch.push().interval().toSeconds() + PUSH_SECONDS));
    try (RunTally counted =
        new RunTally(
            history.database(),
            run.name(),
            publishing,
            new HistoryRunMetrics(recorder),
            metrics::record)) {
      Path textfile = options.textfile();
      Pusher pusher = target == null ? null : pusher(target);
      MetricsPublisher publisher =
          new MetricsPublisher(
              pusher,
              textfile == null ? null : Textfile.open(textfile, prometheus, times),
              counted::mayPush);
      counted.start();
      verify(items, publisher);
      try {
        return new HistoryRunEnd(history.database(), run.name(), times, tally, counted, publisher)
            .summary(
                pusher, stop, time, this::summary, LAST_WAIT.plusSeconds(publishing.seconds()));
      } catch (RunDatabaseException e) {
        // What it publishes comes from the database.
        publisher.discard();
        throw e;
      }
    }
  }

  private void verify(LineCount items, MetricsPublisher publisher) throws Exception {
    HeldItems held = new HeldItems(Duration.ofSeconds(lease.seconds()), Clock.defaultClock());
    Limiter limiter = Reverification.limiter(options.concurrency(), engine);
    // Progress is closed last, so that it ends with the last result; claims end before the sink
    // gives back what is left of them.
    try (Progress progress = progress(items, limiter);
        Tracing traces =
            Tracing.start(tracing, ReverifyApplication.NAME, BuildInfo.load().version());
        VerificationEngine running = VerificationEngine.start(engine, dropwizard, recorder);
        HistorySink sink =
            HistorySink.start(
                history.database(),
                new ItemClosing(history.database().database(), new RecordFactory(history.cipher())),
                run.name(),
                lease,
                held,
                stop::request,
                stop::isRequested);
        HistorySource source =
            new HistorySource(
                history.database(),
                run.name(),
                lease,
                held,
                new KeptRequests(history.cipher()),
                Math.max(1, Math.min(LARGEST_BATCH, options.concurrency().max() / BATCHES)))) {
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
      publisher.start(batch.push().interval().toJavaDuration());
      new Runner(
              source,
              verifier,
              sink,
              stop,
              options.concurrency().workers(),
              BYTES_IN_FLIGHT,
              batch.gracePeriod().toJavaDuration(),
              LineCount.ofItems(run.items()),
              () -> {})
          .run();
    } catch (IOException e) {
      stop.request(Runner.describe(e));
    }
  }

  private Progress progress(LineCount items, Limiter limiter) {
    return new Progress(new ProgressText(tally, items, limiter::limit, Clock.defaultClock()))
        .show(
            options.progress().on(Terminal.isInteractive()),
            screen,
            new TerminalWidth(),
            batch.progressInterval().toJavaDuration());
  }

  private Pusher pusher(PushTarget target) {
    return new Pusher(target, prometheus, recorder, Shard.WHOLE, times, batch.push().attempts());
  }
}
