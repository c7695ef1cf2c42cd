package io.kycgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Small rooms, over the shipped code of both modules. Beyond a limit, a class that has two
 * responsibilities is to be split; squeezing lines is not meant.
 */
class SourceSizesTest {
  private static final int MEDIAN_LINES = 60;
  private static final int P90_LINES = 140;
  private static final int FILES_IN_A_PACKAGE = 20;
  private static final List<Path> SOURCES =
      List.of(
          Path.of("src", "main", "java"), Path.of("..", "batch-reverify", "src", "main", "java"));

  /** A file of the sources and its length. */
  private record Source(Path file, int lines) {}

  @Test
  void files_ofBothModules_areShort() throws IOException {
    List<Source> sources = sources();
    List<Integer> lengths = sources.stream().map(Source::lines).sorted().toList();

    assertThat(percentile(lengths, 50)).as("median of lines").isLessThanOrEqualTo(MEDIAN_LINES);
    assertThat(percentile(lengths, 90))
        .as("90th percentile of lines; longer files are %s", longerThan(P90_LINES, sources))
        .isLessThanOrEqualTo(P90_LINES);
  }

  @Test
  void packages_ofBothModules_haveFewFiles() throws IOException {
    Map<Path, Long> packages =
        sources().stream()
            .collect(
                Collectors.groupingBy(
                    source -> source.file().getParent(), TreeMap::new, Collectors.counting()));

    assertThat(packages).as("packages of both modules").hasSizeGreaterThan(20);
    assertThat(packages)
        .allSatisfy(
            (folder, files) ->
                assertThat(files)
                    .as("files in %s", folder)
                    .isLessThanOrEqualTo(FILES_IN_A_PACKAGE));
  }

  @Test
  void percentile_isTheSmallestLengthThatCoversSoMany() {
    List<Integer> lengths = IntStream.rangeClosed(1, 10).boxed().toList();

    assertThat(percentile(lengths, 50)).isEqualTo(5);
    assertThat(percentile(lengths, 90)).isEqualTo(9);
    assertThat(percentile(lengths, 91)).isEqualTo(10);
    assertThat(percentile(List.of(7), 50)).isEqualTo(7);
  }

  private static List<Source> sources() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Path root : SOURCES) {
      try (Stream<Path> tree = Files.walk(root)) {
        for (Path file : tree.filter(path -> path.toString().endsWith(".java")).toList()) {
          sources.add(new Source(file, Files.readAllLines(file).size()));
        }
      }
    }
    return sources;
  }

  // By the nearest rank: no interpolation, so that it is the length of a file that exists.
  private static int percentile(List<Integer> sorted, int percent) {
    return sorted.get((sorted.size() * percent + 99) / 100 - 1);
  }

  private static List<String> longerThan(int lines, List<Source> sources) {
    return sources.stream()
        .filter(source -> source.lines() > lines)
        .sorted(Comparator.comparingInt(Source::lines).reversed())
        .map(source -> source.file().getFileName() + " " + source.lines())
        .toList();
  }
}
