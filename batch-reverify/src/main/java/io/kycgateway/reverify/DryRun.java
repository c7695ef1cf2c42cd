package io.kycgateway.reverify;

import io.kycgateway.engine.VerificationEngine;
import io.kycgateway.reverify.manifest.IdSet;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestReader;
import io.kycgateway.reverify.manifest.ManifestSource;
import io.kycgateway.reverify.manifest.ProcessedLines;
import io.kycgateway.reverify.push.PushTarget;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.results.DeadLetters;
import io.kycgateway.reverify.results.DryRunLetters;
import io.kycgateway.reverify.results.EarlierOutcomes;
import io.kycgateway.reverify.results.OutputLock;
import io.kycgateway.reverify.results.ResultLines;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.results.RunMetadata;
import io.kycgateway.startup.StartupException;
import io.kycgateway.tracing.Tracing;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Validates everything that a run would read; calls and writes nothing. */
final class DryRun {
  private final ProcessedLines processed;
  private final DryRunReport report;

  private DryRun(PrintStream out, ProcessedLines processed) {
    this.processed = processed;
    this.report = new DryRunReport(out);
  }

  /**
   * Validates the input and prints what a run would do.
   *
   * @throws StartupException what would prevent a run from starting
   */
  static ExitCode run(
      ReverifyConfiguration configuration,
      ReverifyOptions options,
      ManifestSource source,
      PrintStream out)
      throws Exception {
    VerificationEngine.check(configuration.engine(options.concurrency().max()));
    Tracing.check(configuration.tracing());
    PushTarget target = PushTarget.ifEnabled(configuration.batch().push());
    ManifestSource.Survey survey = source.survey();
    options.requireRecords(survey);
    RunFiles files = options.files();
    new RunMetadata(survey.fingerprint(), options.shard().toString()).check(files);
    int maxLine = Math.toIntExact(configuration.batch().maxLineSize().toBytes());
    try (ProcessedLines processed = source.processedLines(files.folder());
        InputStream in = source.open();
        IdSet ids = survey.ids(options.shard(), files.folder())) {
      DryRun dryRun = new DryRun(out, processed);
      dryRun.readBack(files, options.isRetryingDeadLetters());
      ManifestReader manifest = new ManifestReader(in, maxLine, options.shard(), ids, processed);
      dryRun.read(manifest, options);
      return dryRun.report.print(options, target);
    }
  }

  private void readBack(RunFiles files, boolean isRetrying) throws Exception {
    EarlierOutcomes earlier = new EarlierOutcomes(processed, isRetrying, report::addEarlier);
    if (Files.exists(files.output())) {
      ResultLines.read(files.output(), earlier::take);
    }
    DeadLetters.read(files.deadLetters(), processed::contains, earlier::take);
  }

  private void read(ManifestReader manifest, ReverifyOptions options) throws Exception {
    Path file = options.files().deadLetters();
    if (options.isDeadLettersNamed()) {
      try (OutputLock lock = OutputLock.of(file)) {
        if (DryRunLetters.mayReplace(file)) {
          report.allBadLinesAre("all are in " + file);
          DryRunLetters.write(file, onBad -> read(manifest, onBad));
          return;
        }
      }
      report.allBadLinesAre(
          file + " holds the dead letters of a run: name another file to list them");
    }
    read(manifest, bad -> {});
  }

  private void read(ManifestReader manifest, Consumer<ManifestLine.Bad> onBad) throws Exception {
    for (ManifestLine line = manifest.next(); line != null; line = manifest.next()) {
      report.add(line);
      if (line instanceof ManifestLine.Bad bad) {
        onBad.accept(bad);
      }
    }
  }
}
