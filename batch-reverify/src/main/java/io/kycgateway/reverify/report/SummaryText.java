package io.kycgateway.reverify.report;

import io.kycgateway.reverify.accuracy.GroundTruthTally;
import io.kycgateway.reverify.accuracy.RatedErrorRate;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.accuracy.Transitions;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.progress.DurationText;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The summary for the terminal. */
public final class SummaryText {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final int WIDTH = 14;

  private final StringBuilder text = new StringBuilder();
  private final Summary summary;
  private final Tally tally;

  private SummaryText(Summary summary) {
    this.summary = summary;
    this.tally = summary.tally();
  }

  public static String of(Summary summary) {
    SummaryText text = new SummaryText(summary);
    text.records();
    text.outcomes();
    text.latency();
    text.groundTruth();
    text.files();
    return text.text.toString();
  }

  private void records() {
    line("");
    line("Re-verification %s", summary.headline());
    if (summary.isSimulated()) {
      line("SIMULATED MODULES: these results say nothing about real ones.");
    }
    line(
        "%,d of %s%,d records processed (%,d by earlier runs), shard %s, %s, %.1f/s",
        tally.processed(),
        summary.isTotalExact() ? "" : "about ",
        summary.total(),
        summary.processedBefore(),
        summary.shard(),
        DurationText.of(summary.took().toSeconds()),
        summary.recordsPerSecond());
  }

  private void outcomes() {
    line("");
    row("before \\ now", "VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR", "all");
    for (Transitions.Row row : Transitions.rows(tally)) {
      if (row.total() > 0) {
        row(
            row.previous(),
            number(row.count(Status.VERIFIED)),
            number(row.count(Status.REJECTED)),
            number(row.count(Status.MANUAL_REVIEW)),
            number(row.count(Status.ERROR)),
            number(row.total()));
      }
    }
    row(
        "all",
        number(tally.count(Status.VERIFIED)),
        number(tally.count(Status.REJECTED)),
        number(tally.count(Status.MANUAL_REVIEW)),
        number(tally.count(Status.ERROR)),
        number(tally.done() + tally.failed()));
    line("");
    line(
        "dead letters   %,d%s",
        tally.deadLetters(),
        tally.deadLetters() == 0 ? "" : ": " + reasons(tally.deadLettersByReason()));
    if (tally.skipped() > 0) {
      line("skipped        %,d: %s", tally.skipped(), reasons(tally.skippedByReason()));
    }
    if (tally.degraded() > 0) {
      line("degraded       %,d decided without one of the modules", tally.degraded());
    }
    line("retries        %,d", tally.retries());
  }

  private static String reasons(Map<DeadLetterReason, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey().wireName() + " " + number(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private void latency() {
    Histogram micros = tally.latency();
    if (micros.getTotalCount() == 0) {
      return;
    }
    StringBuilder quantiles = new StringBuilder();
    for (Quantile quantile : Quantile.ALL) {
      quantiles.append(
          String.format(
              Locale.ROOT,
              "%s %.3f s  ",
              quantile.name(),
              micros.getValueAtPercentile(quantile.percentile()) / MICROS_PER_SECOND));
    }
    line("latency        %s", quantiles.toString().strip());
  }

  private void groundTruth() {
    if (!tally.hasGroundTruth()) {
      return;
    }
    line("");
    for (RatedErrorRate rate : RatedErrorRate.of(tally)) {
      line("%-15s%s", rate.name(), rate.sentence());
    }
    if (tally.bpcer().hasTrials()) {
      line(
          "BPCER          %,d of %,d genuine classified as attacks; %,d genuine in manual review",
          tally.bpcer().errors(), tally.bpcer().trials(), tally.genuineInReview());
    }
    for (AttackType type : AttackType.values()) {
      GroundTruthTally.Attacks attacks = tally.attacks(type);
      if (attacks != null && attacks.verified() > 0) {
        line(
            "               %,d of %,d %s attacks ended VERIFIED",
            attacks.verified(), attacks.presented(), type.wireName());
      }
    }
  }

  private void files() {
    line("");
    summary.files().ifPresent(this::files);
    Summary.Pushing pushing = summary.pushing();
    if (summary.nothingNew().isPresent()) {
      line(
          "metrics        %s",
          pushing.isLastPushed() ? "pushed, with the time of that run" : "not pushed: nothing new");
    } else if (pushing.target().isEmpty()) {
      line("metrics        not pushed: PUSHGATEWAY_URL is not set");
    } else {
      line(
          "metrics        %s %s%s",
          pushing.isLastPushed() ? "pushed to" : "NOT PUSHED to",
          pushing.target().get(),
          pushing.failures() == 0
              ? ""
              : "; "
                  + pushing.failures()
                  + " attempts failed, last: "
                  + pushing.lastFailure().orElse(""));
    }
  }

  private void files(RunFiles files) {
    line("results        %s", files.output());
    if (summary.nothingNew().isEmpty()) {
      line("changed        %,d outcomes: %s", summary.changes().count(), files.changes());
    }
    line("dead letters   %s", files.deadLetters());
    line("summary        %s", files.summary());
    line("report         %s", files.report());
  }

  private void row(String head, String... cells) {
    text.append(String.format(Locale.ROOT, "%-15s", head));
    for (String cell : cells) {
      text.append(String.format(Locale.ROOT, "%" + WIDTH + "s", cell));
    }
    text.append('\n');
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
