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
 * @param classes what is reachable
 */
record ProcessMemory(long liveBytes, long residentKilobytes, ClassHistogram classes) {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  /** Of that process; resident after a collection. */
  static ProcessMemory of(long pid) throws IOException, InterruptedException {
    // A collection of its own first: what a cleaner frees is gone after the second one.
    String ignored = jcmd(pid, "GC.run");
    String text = jcmd(pid, "GC.class_histogram");
    ClassHistogram classes = ClassHistogram.parse(text);
    return new ProcessMemory(
        classes.bytes(),
        number(RESIDENT, Files.readString(Path.of("/proc", Long.toString(pid), "status"))),
        classes);
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int unused = jcmd.waitFor();
    return text;
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
