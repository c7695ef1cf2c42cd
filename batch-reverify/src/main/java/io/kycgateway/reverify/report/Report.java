package io.kycgateway.reverify.report;

import io.kycgateway.reverify.accuracy.RatedErrorRate;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.accuracy.Transitions;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;

/**
 * The summary as one HTML file for people: charts are drawn here, as SVG, so that it needs no
 * script, no network and no library. It holds numbers and file names, nothing of any record.
 */
public final class Report {
  private static final String TEMPLATE = "report.html";
  private static final double FULL = 100.0;

  private final StringBuilder html = new StringBuilder();
  private final Summary summary;
  private final Tally tally;

  private Report(Summary summary) {
    this.summary = summary;
    this.tally = summary.tally();
  }

  public static byte[] of(Summary summary) {
    Report report = new Report(summary);
    report.head();
    report.sections();
    report.foot();
    return template().replace("{{content}}", report.html).getBytes(StandardCharsets.UTF_8);
  }

  private void sections() {
    if (tally.settled() == 0) {
      add(
          "<section><p>No line of the manifest is settled: there is nothing to show.</p></section>");
      return;
    }
    section(
        "Outcomes",
        "Every record that was verified again, once.",
        OutcomeChart.of(tally),
        tally.done() + tally.failed() > 0);
    section(
        "Transitions",
        "Rows: the status before. Columns: the status now. Framed: unchanged. The stronger the"
            + " colour, the larger the share of its row.",
        matrix(),
        tally.done() + tally.failed() > 0);
    section(
        "Time per record",
        "What verifying took, over all attempts, without the job's own waits. The scale is"
            + " logarithmic; each bar counts the records that took from its left edge to its right.",
        LatencyChart.of(tally.latency()),
        tally.latency().getTotalCount() > 0);
    section(
        "Error rates",
        "Point: errors ÷ trials, where there are errors. Line: between the exact one-sided 95 % bounds"
            + " (Clopper-Pearson); without an error it begins at 0. Dashed: the objective. It is"
            + " demonstrated, and the line green, only where the whole line ends before it.",
        ErrorRateChart.of(RatedErrorRate.of(tally)) + sentences(),
        tally.hasGroundTruth());
    section(
        "Error rates",
        "No record was labelled with its ground truth: this run shows nothing about FAR, FRR or APCER.",
        "",
        !tally.hasGroundTruth());
    section(
        "Dead letters",
        "Lines of the manifest without a result, with reasons; line by line in the file below.",
        deadLetters(),
        tally.deadLetters() > 0);
  }

  private void head() {
    String look =
        switch (summary.code()) {
          case COMPLETE -> "";
          case TOO_MANY_FAILURES, USAGE -> " bad";
          case STOPPED -> " stopped";
        };
    add("<h1>Re-verification report</h1>");
    add(
        "<p>%s, shard %s, started %s</p>",
        Svg.escaped(summary.input()),
        summary.shard(),
        summary.started().truncatedTo(ChronoUnit.SECONDS));
    add("<div class=\"verdict%s\">%s</div>", look, Svg.escaped(summary.headline()));
    if (summary.isSimulated()) {
      add(
          "<div class=\"warn\">Simulated modules answered: none of this says anything about real"
              + " ones.</div>");
    }
    add("<div class=\"tiles\">");
    tile("%,d".formatted(tally.settled()), "of %,d records settled".formatted(summary.total()));
    tile("%,d".formatted(tally.deadLetters()), "dead letters");
    tile("%,d".formatted(tally.retries()), "retries");
    tile("%,d".formatted(tally.degraded()), "degraded decisions");
    tile("%.1f/s".formatted(summary.recordsPerSecond()), "records in this run");
    tile(Progress.duration(summary.took().toSeconds()), "this run took");
    add("</div>");
  }

  private void tile(String value, String name) {
    add("<div class=\"tile\"><b>%s</b><span>%s</span></div>", value, name);
  }

  private void section(String title, String explanation, String content, boolean isShown) {
    if (isShown) {
      add("<section><h2>%s</h2><p>%s</p>%s</section>", title, explanation, content);
    }
  }

  private String matrix() {
    StringBuilder table = new StringBuilder("<table><tr><th scope=\"col\">before \\ now</th>");
    for (Status current : Status.values()) {
      table.append("<th scope=\"col\">").append(current.wireName()).append("</th>");
    }
    table.append("<th scope=\"col\">all</th></tr>");
    for (Transitions.Row row : Transitions.rows(tally)) {
      long total = row.total();
      if (total == 0) {
        continue;
      }
      table.append("<tr><th scope=\"row\">").append(row.previous()).append("</th>");
      for (Status current : Status.values()) {
        double share = (double) row.count(current) / total;
        table.append(
            String.format(
                Locale.ROOT,
                "<td%s style=\"background: rgba(var(--tint), %.3f)\" title=\"%.2f %%\">%,d</td>",
                current == row.status() ? " class=\"same\"" : "",
                share * 0.6,
                share * FULL,
                row.count(current)));
      }
      table.append(String.format(Locale.ROOT, "<td>%,d</td></tr>", total));
    }
    return table.append("</table>").toString();
  }

  private String sentences() {
    StringBuilder list = new StringBuilder("<table>");
    for (RatedErrorRate rate : RatedErrorRate.of(tally)) {
      list.append("<tr><th scope=\"row\">")
          .append(rate.name())
          .append("</th><td class=\"text\">")
          .append(Svg.escaped(rate.sentence()))
          .append("</td></tr>");
    }
    return list.append("</table>").toString();
  }

  private String deadLetters() {
    StringBuilder table =
        new StringBuilder(
            "<table><tr><th scope=\"col\" class=\"text\">reason</th><th scope=\"col\">lines</th></tr>");
    tally
        .deadLettersByReason()
        .forEach(
            (reason, count) ->
                table.append(
                    String.format(
                        Locale.ROOT,
                        "<tr><th scope=\"row\">%s</th><td>%,d</td></tr>",
                        reason.wireName(),
                        count)));
    return table.append("</table>").toString();
  }

  private void foot() {
    add(
        "<footer>results %s<br>dead letters %s<br>summary %s</footer>",
        Svg.escaped(summary.files().output().toString()),
        Svg.escaped(summary.files().deadLetters().toString()),
        Svg.escaped(summary.files().summary().toString()));
  }

  private void add(String format, Object... values) {
    html.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  private static String template() {
    try (InputStream in =
        Objects.requireNonNull(Report.class.getResourceAsStream(TEMPLATE), TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
