package io.kycgateway.reverify.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @Test
  void add_asManyAsAHeapOf128MiBHolds_andOneMore() throws IOException {
    // A table of 2^21 slots is the largest that fits into a third of that heap; it is full at 70 %.
    int most = (int) Math.ceil((1 << 21) * 0.7);
    try (IdSet ids = IdSet.create(0, (128L << 20) / 3, folder)) {
      for (int i = 0; i < most; i++) {
        assertTrue(ids.add(new IdHash(i * 31L + 1, i * 0x9E3779B97F4A7C15L)));
      }
      assertThat(ids.isOnDisk()).isFalse();

      assertThat(ids.add(new IdHash(7, 7))).isTrue();
      assertThat(ids.isOnDisk()).isTrue();
      for (int i = 0; i < most; i++) {
        assertFalse(ids.add(new IdHash(i * 31L + 1, i * 0x9E3779B97F4A7C15L)));
      }
      assertThat(ids.size()).isEqualTo(most + 1);
    }
  }

  @Test
  void create_forAKnownNumber_goesToTheFileAtOnce() throws IOException {
    try (IdSet ids = IdSet.create(2_000_000, (128L << 20) / 3, folder)) {
      assertThat(ids.isOnDisk()).isTrue();
      addTwice(ids, 1000);
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
