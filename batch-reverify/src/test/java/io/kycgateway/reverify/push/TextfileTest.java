package io.kycgateway.reverify.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.startup.StartupException;
import io.kycgateway.testing.Scrape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextfileTest {
  private static final String LAST_SUCCESS = "kyc_reverification_last_success_timestamp_seconds";

  @TempDir Path folder;
  private final ScrapeRegistry registry = new ScrapeRegistry();
  private final MetricRegistry dropwizard = new MetricRegistry();
  private final MetricRecorder recorder =
      new MetricRecorder(BatchCatalogue.FAMILIES, dropwizard, registry, false);
  private final RunTimestamps times = new RunTimestamps(recorder);

  @BeforeEach
  void connect() {
    times.started(Instant.ofEpochSecond(200));
    Exposition.connect(dropwizard, recorder, registry);
  }

  @Test
  void open_fileOfAnEarlierRun_carriesItsLastSuccessOver() throws Exception {
    Path file = Files.writeString(folder.resolve("kyc.prom"), LAST_SUCCESS + " 100.5\n");

    Textfile.open(file, registry, times).write();

    Scrape written = Scrape.parse(Files.readString(file));
    assertThat(written.value(LAST_SUCCESS)).isEqualTo(100.5);
    assertThat(written.value("kyc_reverification_last_start_timestamp_seconds")).isEqualTo(200);
    assertThat(written.samples()).allMatch(sample -> sample.name().startsWith("kyc_"));
  }

  @Test
  void completed_withFailures_leavesTheLastSuccess() throws Exception {
    Path file = Files.writeString(folder.resolve("kyc.prom"), LAST_SUCCESS + " 100\n");
    Textfile textfile = Textfile.open(file, registry, times);

    times.completed(Instant.ofEpochSecond(300), false);
    textfile.write();

    Scrape written = Scrape.parse(Files.readString(file));
    assertThat(written.value(LAST_SUCCESS)).isEqualTo(100);
    assertThat(written.value("kyc_reverification_last_completion_timestamp_seconds"))
        .isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kyc", "kyc.txt", "kyc.prom.tmp", "kyc.PROM", "prom", "a.prom/kyc"})
  void name_thatNodeExporterSkips_isRefused(String name) {
    Path file = folder.resolve(name);

    assertThatThrownBy(() -> Textfile.requireCollectable(file))
        .isInstanceOf(StartupException.class)
        .hasMessage(
            "--textfile: "
                + file
                + " does not end in .prom, and node_exporter's textfile collector reads no other"
                + " files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kyc.prom", "kyc.shard-0.prom", "ocr.txt.prom"})
  void name_thatNodeExporterReads_isAccepted(String name) {
    assertThatCode(() -> Textfile.requireCollectable(folder.resolve(name)))
        .doesNotThrowAnyException();
  }

  @Test
  void open_folderThatDoesNotExist_namesTheFile() {
    Path file = folder.resolve("none").resolve("kyc.prom");

    assertThatThrownBy(() -> Textfile.open(file, registry, times))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("--textfile: " + file);
  }
}
