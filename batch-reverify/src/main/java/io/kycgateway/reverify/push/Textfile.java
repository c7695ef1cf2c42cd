package io.kycgateway.reverify.push;

import io.kycgateway.metrics.Family;
import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.startup.StartupException;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the job's metrics to a file for node_exporter's textfile collector. JVM and process
 * metrics are left out: node_exporter exposes some of the same names, and its whole scrape would
 * fail.
 */
public final class Textfile {
  private static final Logger LOG = LoggerFactory.getLogger(Textfile.class);
  private static final String OURS = "kyc_";
  private static final String COLLECTED = ".prom";

  private final Path file;
  private final PrometheusRegistry registry;
  private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();

  private Textfile(Path file, PrometheusRegistry registry) {
    this.file = file;
    this.registry = registry;
  }

  /**
   * Checks that node_exporter reads files of that name. It skips all others without a message, and
   * the job would be unmonitored with nothing to show it.
   *
   * @throws StartupException if it does not
   */
  public static void requireCollectable(Path file) throws StartupException {
    if (!file.toString().endsWith(COLLECTED)) {
      throw new StartupException(
          "--textfile: "
              + file
              + " does not end in .prom, and node_exporter's textfile collector reads no other"
              + " files");
    }
  }

  /**
   * Carries over the timestamps of earlier runs and checks that the file can be written; until
   * there is something new to publish it stays as it is.
   *
   * @throws StartupException if it cannot be written
   */
  public static Textfile open(Path file, PrometheusRegistry registry, RunTimestamps times)
      throws StartupException {
    try {
      if (Files.exists(file)) {
        times.carryOver(earlier(file));
      }
      Path folder = file.toAbsolutePath().getParent();
      Files.delete(Files.createTempFile(folder, ".reverify", ".tmp"));
      return new Textfile(file, registry);
    } catch (IOException e) {
      throw new StartupException("--textfile: " + file + " cannot be written");
    }
  }

  private static Map<String, Double> earlier(Path file) throws IOException {
    Map<String, Double> times = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      for (Family family : RunTimestamps.CARRIED_OVER) {
        if (line.startsWith(family.name() + " ")) {
          times.put(family.name(), Double.valueOf(line.substring(family.name().length() + 1)));
        }
      }
    }
    return times;
  }

  /** Replaces the file. A failure is logged, not thrown. */
  void write() {
    try {
      writeOrThrow();
    } catch (IOException e) {
      LOG.warn("writing the textfile {} failed: {}", file, e.getMessage());
    }
  }

  private void writeOrThrow() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    text.write(
        bytes, registry.scrape(name -> name.startsWith(OURS)), EscapingScheme.UNDERSCORE_ESCAPING);
    DurableFiles.replace(file, bytes.toByteArray());
  }
}
