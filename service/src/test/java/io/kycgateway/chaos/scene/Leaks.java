package io.kycgateway.chaos.scene;

import io.kycgateway.testing.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds while nothing happens.
 *
 * @param threads without idle ones of pools and those of the JVM's own collectors and compilers
 * @param descriptors without idle connections to modules, which are kept for 30 s
 * @param heap bytes in use after a collection
 */
public record Leaks(long threads, long descriptors, long heap) {
  /** What a process may hold more than before. */
  public static final long THREADS = 12;

  /** As many descriptors. */
  public static final long DESCRIPTORS = 24;

  /** So many bytes. */
  public static final long HEAP = 24L << 20;

  private static final Pattern POOLED =
      Pattern.compile("(dw-|module-call|C1 |C2 |G1 |GC |Jit|VM |VirtualThread|ForkJoin).*");

  /** Looks at a gateway at rest. */
  public static Leaks of(Gateway gateway) throws IOException {
    gateway.collect();
    // A scrape says what the JVM was a second ago at most.
    Pause.of(Duration.ofSeconds(1));
    Scrape scrape = gateway.scrape();
    return new Leaks(
        threads(gateway.pid()) + busy(scrape),
        descriptors(gateway.pid())
            - (long) scrape.sum("http_client_connections", "state", "available"),
        (long) scrape.sum("jvm_memory_used_bytes", "area", "heap"));
  }

  private static long threads(long pid) throws IOException {
    long others = 0;
    for (Path task : list(Path.of("/proc", "" + pid, "task"))) {
      String name;
      try {
        name = Files.readString(task.resolve("comm"));
      } catch (IOException e) {
        // It has ended.
        continue;
      }
      others += POOLED.matcher(name.strip()).matches() ? 0 : 1;
    }
    return others;
  }

  // The calls that hold a thread of a pool.
  private static long busy(Scrape scrape) {
    return (long) (scrape.sum("kyc_module_inflight") + scrape.sum("kyc_active_sessions"));
  }

  private static long descriptors(long pid) throws IOException {
    return list(Path.of("/proc", "" + pid, "fd")).size();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return new ArrayList<>(entries.toList());
    }
  }

  /** What it holds more of than before; empty: nothing. */
  public List<String> since(Leaks before) {
    List<String> leaks = new ArrayList<>();
    compare(leaks, "threads", before.threads, threads, THREADS);
    compare(leaks, "descriptors", before.descriptors, descriptors, DESCRIPTORS);
    compare(leaks, "bytes of heap", before.heap, heap, HEAP);
    return leaks;
  }

  private static void compare(List<String> leaks, String what, long before, long now, long most) {
    if (now > before + most) {
      leaks.add(what + ": " + before + ", then " + now);
    }
  }

  @Override
  public String toString() {
    return threads + " / " + descriptors + " / " + (heap >> 20) + " MiB";
  }
}
