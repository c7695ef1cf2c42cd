package io.kycgateway.chaos;

import io.kycgateway.chaos.scene.Form;
import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The measurements of one run, as Markdown, also while it runs. */
final class ChaosReport {
  private static final Path FILE = Path.of("target", "chaos", "report.md");

  private final Form form;
  private final List<FaultResult> results = new ArrayList<>();

  ChaosReport(Form form) {
    this.form = form;
  }

  /** Adds a row, prints it, and writes the report. */
  void add(FaultResult result) throws IOException {
    results.add(result);
    System.out.println(line(result));
    write(FILE, text());
  }

  /** Writes a report of that text. */
  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String text() {
    long broken = results.stream().filter(result -> !result.broken().isEmpty()).count();
    return """
        %s form: %d faults at %d requests a second, each for %s; JDK %s, %d processors. %d accepted, %d lost, %d late, %d rows \
        not as promised.

        | fault | accepted | lost | late | slowest | what clients saw | recovery | clients behind | threads / descriptors / heap |
        |---|---|---|---|---|---|---|---|---|
        """
            .formatted(
                form.name(),
                results.size(),
                form.rate(),
                seconds(form.hold()),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                results.stream().mapToLong(result -> result.tally().accepted()).sum(),
                results.stream().mapToLong(result -> result.tally().of(Outcome.LOST)).sum(),
                results.stream().mapToLong(result -> result.tally().late()).sum(),
                broken)
        + results.stream().map(ChaosReport::row).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(FaultResult result) {
    Tally tally = result.tally();
    return List.of(
            result.fault().name(),
            "" + tally.accepted(),
            "" + tally.of(Outcome.LOST),
            "" + tally.late(),
            seconds(tally.slowest()),
            counts(tally.outcomes()),
            seconds(result.recovery()),
            seconds(tally.behind()),
            result.leaks()
                + result.broken().stream()
                    .map(b -> "; **" + b.lines().findFirst().orElse("") + "**")
                    .collect(Collectors.joining()))
        .stream()
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String line(FaultResult result) {
    return "chaos: %-34s %s"
        .formatted(result.fault().name(), row(result).replaceFirst("\\| [^|]*\\| ", ""));
  }

  private static String counts(Map<String, Long> outcomes) {
    return outcomes.entrySet().stream()
        .map(entry -> entry.getValue() + " x " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
