package io.kycgateway.reverify.benchmarks;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The live objects of a process by their class, as {@code jcmd PID GC.class_histogram} has them.
 */
record ClassHistogram(Map<String, Instances> classes) {
  private static final Pattern LINE =
      Pattern.compile("(?m)^ *\\d+: +(\\d+) +(\\d+) +(\\S+)(?: \\(\\S+\\))?$");
  // Space between objects that a full collection did not move: JDK 25 counts it as an object.
  private static final String FILLER = "jdk.internal.vm.Filler";
  private static final int SHOWN = 15;

  /** How many there are of a class, and the heap that they take without what they refer to. */
  record Instances(long objects, long bytes) {
    private static final Instances NONE = new Instances(0, 0);
  }

  static ClassHistogram parse(String text) {
    Map<String, Instances> classes = new HashMap<>();
    LINE.matcher(text)
        .results()
        .filter(line -> !line.group(3).contains(FILLER))
        .forEach(
            line ->
                // A class may be there twice, of two loaders.
                classes.merge(
                    line.group(3),
                    new Instances(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))),
                    (a, b) -> new Instances(a.objects + b.objects, a.bytes + b.bytes)));
    return new ClassHistogram(classes);
  }

  /** What all of them take. */
  long bytes() {
    return classes.values().stream().mapToLong(Instances::bytes).sum();
  }

  /** Rows of a table: those classes whose objects grew most since then, the most first. */
  List<String> growthSince(ClassHistogram earlier) {
    return Stream.concat(classes.keySet().stream(), earlier.classes.keySet().stream())
        .distinct()
        .sorted(Comparator.comparingLong(name -> earlier.of(name).bytes - of(name).bytes))
        .limit(SHOWN)
        .map(
            name ->
                String.format(
                    Locale.ROOT,
                    "| `%s` | %,d | %,d | %+.2f |",
                    name,
                    earlier.of(name).objects,
                    of(name).objects,
                    (of(name).bytes - earlier.of(name).bytes) / 1048576.0))
        .toList();
  }

  private Instances of(String name) {
    return classes.getOrDefault(name, Instances.NONE);
  }
}
