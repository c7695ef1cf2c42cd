package io.kycgateway.reverify.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.BatchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a real browser. */
class ReportIT {
  private static final List<String> OPTIONS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--enable-logging=stderr",
          "--dump-dom");

  @TempDir Path folder;

  @Test
  void report_inChromium_showsItsChartsWithoutAnyConsoleMessage() throws Exception {
    Path chromium = chromium();
    Path sample = folder.resolve("m.jsonl");
    BatchProcess maker = BatchProcess.in(folder);
    assertThat(
            maker
                .end(
                    maker.launch(
                        List.of("sample-manifest", "--output", sample + "", "--records", "800")))
                .code())
        .isZero();
    BatchProcess.Ended ended =
        BatchProcess.in(folder).args("--max-failures", "10").run(sample.toString());
    assertThat(ended.code()).as(ended.out()).isZero();

    List<String> command = new ArrayList<>();
    command.add(chromium.toString());
    command.addAll(OPTIONS);
    command.add("--user-data-dir=" + folder.resolve("browser"));
    command.add(folder.resolve("results.report.html").toUri().toString());
    Path dom = folder.resolve("dom");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();

    // Chromium writes what a page's console says as CONSOLE lines.
    assertThat(Files.readString(log)).doesNotContain("CONSOLE");
    assertThat(Files.readString(dom))
        .contains("aria-label=\"Records by outcome\"")
        .contains("aria-label=\"Distribution of the time per record\"")
        .contains("aria-label=\"Error rates with their bounds\"")
        .contains("false accepts in")
        .contains("not_json")
        .doesNotContain("<script")
        .containsPattern("<th scope=\"row\">person-[0-9]+</th><td class=\"text\">VERIFIED</td>")
        .doesNotContain("{{");
  }

  private static Path chromium() throws IOException {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(path -> Stream.of(Path.of(path, "chromium"), Path.of(path, "chromium-browser")))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(
            () -> {
              Assumptions.abort("chromium is not on PATH");
              return null;
            });
  }
}
