package io.kycgateway.rehearsal;

import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * AOT caches of jars, made as the image makes its own: a gateway that starts takes less of the
 * processor time that others need meanwhile. For a JDK 25 or newer.
 */
final class AotCache {
  private static final int FIRST_JDK = 25;
  private static final Path SCRIPT =
      TestGateway.CONFIG.toAbsolutePath().resolveSibling("service/aot-cache.sh");
  private static final Map<String, Path> MADE = new HashMap<>();

  private AotCache() {}

  /** Whether this JDK can use one. */
  static boolean isAvailable() {
    return Runtime.version().feature() >= FIRST_JDK;
  }

  /**
   * The JVM's options that use the cache of a jar, made at the first call in about half a minute. A
   * JVM that cannot use it does not start.
   *
   * @param jar as the command that starts it names it
   */
  static synchronized List<String> options(String jar, Path config) {
    return List.of(
        "-XX:AOTMode=on", "-XX:AOTCache=" + MADE.computeIfAbsent(jar, one -> make(one, config)));
  }

  private static Path make(String jar, Path config) {
    try {
      Path cache = Files.createTempDirectory("kyc-aot").resolve("kyc-gateway.aot");
      ProcessBuilder training =
          new ProcessBuilder("bash", SCRIPT.toString(), jar, config.toString(), cache.toString());
      training.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = training.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("no AOT cache was made: " + output);
      }
      Report.print("AOT cache of %s: %s", jar, output.strip());
      return cache;
    } catch (IOException e) {
      throw new IllegalStateException("no AOT cache was made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
