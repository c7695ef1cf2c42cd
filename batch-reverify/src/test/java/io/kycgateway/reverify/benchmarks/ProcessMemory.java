package io.kycgateway.reverify.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process of this JDK needs.
 *
 * @param liveBytes objects that are reachable, after a full collection
 * @param residentKilobytes of the process
 */
record ProcessMemory(long liveBytes, long residentKilobytes) {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  /** Of that process; resident after a collection. */
  static ProcessMemory of(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int unused = jcmd.waitFor();
    return new ProcessMemory(
        number(TOTAL, text),
        number(RESIDENT, Files.readString(Path.of("/proc", Long.toString(pid), "status"))));
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return Long.parseLong(matcher.group(1));
  }

  String cells() {
    return String.format(
        Locale.ROOT, "%.1f | %.0f", liveBytes / 1048576.0, residentKilobytes / 1024.0);
  }
}
