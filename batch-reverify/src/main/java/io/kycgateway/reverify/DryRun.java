package io.kycgateway.reverify;

import io.kycgateway.engine.VerificationEngine;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.IdSet;
import io.kycgateway.reverify.manifest.Labels;
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
import io.kycgateway.verification.Status;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates everything that a run would read; calls and writes nothing. */
final class DryRun {
  private static final int HEAP_SHARE_OF_IDS = 3;
  private static final int SHOWN_LINES = 5;

  private final PrintStream out;
  private final ProcessedLines processed;
  private final Map<DeadLetterReason, Long> bad = new EnumMap<>(DeadLetterReason.class);
  private final Map<Status, Long> previous = new EnumMap<>(Status.class);
  private final Map<GroundTruth, Long> groundTruth = new EnumMap<>(GroundTruth.class);
  private long earlierDeadLetters;
  private long alreadyProcessed;
  private long toVerify;
  private long otherShards;
  private long attacks;
  private String list = "--dead-letters FILE lists all of them";

  private DryRun(PrintStream out, ProcessedLines processed) {
    this.out = out;
    this.processed = processed;
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
    PushTarget target = PushTarget.ifEnabled(configuration.batch().push());
    ManifestSource.Survey survey = source.survey();
    options.requireRecords(survey);
    RunFiles files = options.files();
    new RunMetadata(survey.fingerprint(), options.shard().toString()).check(files);
    int maxLine = Math.toIntExact(configuration.batch().maxLineSize().toBytes());
    try (ProcessedLines processed = source.processedLines(files.folder());
        InputStream in = source.open();
        IdSet ids =
            IdSet.create(
                Math.max(0, survey.lines() / options.shard().count()),
                Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_IDS,
                files.folder())) {
      DryRun dryRun = new DryRun(out, processed);
      dryRun.readBack(files, options.isRetryingDeadLetters());
      ManifestReader manifest = new ManifestReader(in, maxLine, options.shard(), ids, processed);
      dryRun.read(manifest, options);
      return dryRun.print(options, target);
    }
  }

  private void readBack(RunFiles files, boolean isRetrying) throws Exception {
    EarlierOutcomes earlier =
        new EarlierOutcomes(
            processed, isRetrying, outcome -> earlierDeadLetters += outcome.isDeadLetter() ? 1 : 0);
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
          list = "all are in " + file;
          DryRunLetters.write(file, onBad -> read(manifest, onBad));
          return;
        }
      }
      list = file + " holds the dead letters of a run: name another file to list them";
    }
    read(manifest, bad -> {});
  }

  private void read(ManifestReader manifest, Consumer<ManifestLine.Bad> onBad) throws Exception {
    for (ManifestLine line = manifest.next(); line != null; line = manifest.next()) {
      if (line instanceof ManifestLine.ToVerify found) {
        count(found.record().labels());
      } else if (line instanceof ManifestLine.Bad found) {
        long before = bad.values().stream().mapToLong(Long::longValue).sum();
        if (before < SHOWN_LINES) {
          line("line %,d: %s: %s", found.line(), found.reason().wireName(), found.detail());
        } else if (before == SHOWN_LINES) {
          line("(further bad lines: %s)", list);
        }
        onBad.accept(found);
        bad.merge(found.reason(), 1L, Long::sum);
      } else if (line instanceof ManifestLine.Processed) {
        alreadyProcessed++;
      } else {
        otherShards++;
      }
    }
  }

  private void count(Labels labels) {
    toVerify++;
    merge(previous, labels.previous());
    merge(groundTruth, labels.groundTruth());
    attacks += labels.attack() == null ? 0 : 1;
  }

  private static <K> void merge(Map<K, Long> counts, @Nullable K key) {
    if (key != null) {
      counts.merge(key, 1L, Long::sum);
    }
  }

  private ExitCode print(ReverifyOptions options, @Nullable PushTarget target) {
    long badLines = bad.values().stream().mapToLong(Long::longValue).sum();
    long ours = toVerify + badLines + alreadyProcessed;
    line("");
    line("Dry run: no calls, no results, no pushes. A run would");
    if (toVerify + badLines == 0) {
      line("find nothing new: every record was processed by earlier runs; name another --output");
    }
    line(
        "verify         %,d records, %s in flight%s",
        toVerify, options.concurrency(), rate(options));
    line("skip           %,d processed by earlier runs", alreadyProcessed);
    line("dead-letter    %,d bad lines%s", badLines, badLines == 0 ? "" : " " + bad);
    if (!options.shard().isWhole()) {
      line("leave          %,d lines to other shards (this is %s)", otherShards, options.shard());
    }
    line("previous       %s", previous.isEmpty() ? "none" : previous);
    line(
        "ground truth   %s",
        groundTruth.isEmpty() && attacks == 0
            ? "none: no FAR, FRR and APCER"
            : groundTruth + ", presentation attacks " + attacks);
    line("write          %s", options.files().output());
    line("               %s", options.files().deadLetters());
    line("push to        %s", target == null ? "nothing: PUSHGATEWAY_URL is not set" : target);
    boolean isExceeded = options.maxFailures().isExceededBy(badLines + earlierDeadLetters, ours);
    if (isExceeded) {
      line(
          "and exit with code 1: the bad lines alone exceed --max-failures %s",
          options.maxFailures());
    }
    out.flush();
    return isExceeded ? ExitCode.TOO_MANY_FAILURES : ExitCode.COMPLETE;
  }

  private static String rate(ReverifyOptions options) {
    if (options.ratePerSecond() <= 0) {
      return "";
    }
    return String.format(Locale.ROOT, ", at most %s attempts per second", options.ratePerSecond());
  }

  private void line(String format, Object... values) {
    out.println(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
  }
}
