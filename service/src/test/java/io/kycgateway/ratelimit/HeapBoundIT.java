package io.kycgateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import io.kycgateway.testing.ProcessEnd;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With config.yml's bound, a flood of addresses, devices and sessions fits into a small heap. */
class HeapBoundIT {
  private static final int HEAP_MEGABYTES = 128;

  @TempDir Path folder;

  @Test
  void subjects_aMillionOfEachKind_fitIntoASmallHeap() throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                MillionSubjects.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      int code = ProcessEnd.await(process, Duration.ofMinutes(5), () -> contentOf(output.toFile()));
      assertThat(output).isEmptyFile();
      assertThat(code).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
