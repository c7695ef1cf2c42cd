package io.kycgateway.reverify;

import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.push.PushTarget;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.Status;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a dry run found in the manifest, counted and printed. */
final class DryRunReport {
  private static final int SHOWN_LINES = 5;

  private final PrintStream out;
  private final Map<DeadLetterReason, Long> bad = new EnumMap<>(DeadLetterReason.class);
  private final Map<Status, Long> previous = new EnumMap<>(Status.class);
  private final Map<GroundTruth, Long> groundTruth = new EnumMap<>(GroundTruth.class);
  private long earlierDeadLetters;
  private long alreadyProcessed;
  private long toVerify;
  private long otherShards;
  private long attacks;
  private String allBadLines = "--dead-letters FILE lists all of them";

  DryRunReport(PrintStream out) {
    this.out = out;
  }

  /** Says where all bad lines are, of which only the first are printed. */
  void allBadLinesAre(String where) {
    allBadLines = where;
  }

  /** Counts an outcome of an earlier run. */
  void addEarlier(RecordOutcome outcome) {
    earlierDeadLetters += outcome.isDeadLetter() ? 1 : 0;
  }

  /** Counts a line of the manifest, and prints it if it is one of the first bad ones. */
  void add(ManifestLine line) {
    if (line instanceof ManifestLine.ToVerify found) {
      count(found.record().labels());
    } else if (line instanceof ManifestLine.Bad found) {
      show(found);
      bad.merge(found.reason(), 1L, Long::sum);
    } else if (line instanceof ManifestLine.Processed) {
      alreadyProcessed++;
    } else {
      otherShards++;
    }
  }

  private void show(ManifestLine.Bad found) {
    long before = badLines();
    if (before < SHOWN_LINES) {
      line("line %,d: %s: %s", found.line(), found.reason().wireName(), found.detail());
    } else if (before == SHOWN_LINES) {
      line("(further bad lines: %s)", allBadLines);
    }
  }

  private long badLines() {
    return bad.values().stream().mapToLong(Long::longValue).sum();
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

  /**
   * Prints what a run would do.
   *
   * @param target null: nothing would be pushed
   * @return how that run would exit if no verification failed
   */
  ExitCode print(ReverifyOptions options, @Nullable PushTarget target) {
    long badLines = badLines();
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
