package io.kycgateway.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The archive of the classes that a packaged jar loads, made by one run of it and kept beside it: a
 * process starts in about half of the processor time with it. The JVM ignores it if the jar or the
 * JDK is another one. Now and then a JVM ends without having written it; processes start without it
 * then.
 */
final class ClassArchive {
  private ClassArchive() {}

  /**
   * The JVM options that use the archive of a jar; one run of it tries to make it first.
   *
   * @param config what that run of the gateway reads: each release has its own
   */
  static List<String> options(String jar, Path config) throws IOException, InterruptedException {
    Path archive = Path.of(jar + "." + System.getProperty("java.vm.version") + ".jsa");
    // Test classes run in several JVMs.
    try (FileChannel channel =
            FileChannel.open(
                Path.of(jar + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!isCurrent(archive, Path.of(jar))) {
        make(jar, config, archive);
      }
    }
    return Files.size(archive) == 0
        ? List.of()
        : List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable");
  }

  private static boolean isCurrent(Path archive, Path jar) throws IOException {
    return Files.exists(archive)
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) >= 0;
  }

  private static void make(String jar, Path config, Path archive)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("kyc-classes");
    Path made = Path.of(archive + ".new");
    List<String> options = List.of("-XX:ArchiveClassesAtExit=" + made, "-Xlog:disable");
    boolean isBatch = jar.endsWith("kyc-batch-reverify.jar");
    try (TestProcess process =
        TestProcess.start(
            folder,
            isBatch ? Map.of("KYC_SIMULATOR", "true") : ProcessSettings.simulated(folder),
            TestProcess.command(jar, options, isBatch ? batch(config, folder) : server(config)))) {
      if (!isBatch) {
        process.await("application connector: port");
        process.terminate();
      }
      int unused = process.exitCode();
    }
    if (Files.exists(made)) {
      Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
    } else {
      // Empty: not tried again.
      Files.write(archive, new byte[0]);
    }
  }

  private static List<String> server(Path config) {
    return List.of("server", config.toString());
  }

  // With records, so that the classes which verify them are in it.
  private static List<String> batch(Path config, Path folder) throws IOException {
    List<String> lines =
        IntStream.range(0, 10)
            .mapToObj(i -> Requests.genuine().replaceFirst("\\{", "{\"id\": \"r" + i + "\", "))
            .map(line -> line.replace("\n", " "))
            .toList();
    Path manifest = Files.write(folder.resolve("manifest.jsonl"), lines);
    List<String> arguments = new ArrayList<>(List.of("reverify", config.toString()));
    arguments.addAll(List.of("--input", manifest.toString()));
    arguments.addAll(List.of("--output", folder.resolve("results.jsonl").toString()));
    return arguments;
  }
}
