package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdSetTest {
  @TempDir Path folder;

  @Test
  void add_manyIds_findsExactlyTheDuplicates() throws IOException {
    try (IdSet ids = IdSet.create(0, 1 << 24, folder)) {
      addTwice(ids, 50_000);

      assertThat(ids.isOnDisk()).isFalse();
    }
  }

  @Test
  void add_moreThanTheHeapMayHold_goesOnInAFileThatIsGoneAtTheEnd() throws IOException {
    try (IdSet ids = IdSet.create(0, 1 << 18, folder)) {
      addTwice(ids, 50_000);

      assertThat(ids.isOnDisk()).isTrue();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static void addTwice(IdSet ids, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertThat(ids.add(IdHash.of("id-" + i))).isTrue();
    }
    for (int i = 0; i < count; i++) {
      assertThat(ids.add(IdHash.of("id-" + i))).isFalse();
    }
    assertThat(ids.size()).isEqualTo(count);
  }
}
