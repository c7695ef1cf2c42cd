package io.kycgateway.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RandomUuidTest {
  @Test
  void next_many_areVersion4AndDiffer() {
    Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      UUID id = RandomUuid.next();
      assertThat(id.version()).isEqualTo(4);
      assertThat(id.variant()).isEqualTo(2);
      ids.add(id);
    }

    assertThat(ids).hasSize(100_000);
  }

  @Test
  void next_bitsThatAreRandom_takeBothValues() {
    long high = 0;
    long highZeros = 0;
    long low = 0;
    long lowZeros = 0;
    for (int i = 0; i < 1_000; i++) {
      UUID id = RandomUuid.next();
      high |= id.getMostSignificantBits();
      highZeros |= ~id.getMostSignificantBits();
      low |= id.getLeastSignificantBits();
      lowZeros |= ~id.getLeastSignificantBits();
    }

    assertThat(high & highZeros).isEqualTo(0xFFFF_FFFF_FFFF_0FFFL);
    assertThat(low & lowZeros).isEqualTo(0x3FFF_FFFF_FFFF_FFFFL);
  }
}
