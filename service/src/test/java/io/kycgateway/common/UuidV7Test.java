package io.kycgateway.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidV7Test {
  private static final long NOW = 1_764_043_200_123L;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, NOW, (1L << 48) - 1})
  void id_ofATime_hasItsMillisecondsVersionAndVariant(long epochMillis) {
    for (int i = 0; i < 1_000; i++) {
      UUID id = UuidV7.of(epochMillis);

      assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(epochMillis);
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
    }
  }

  @Test
  void ids_ofLaterTimes_sortAfterEarlierOnes() {
    String previous = UuidV7.of(NOW).toString();
    for (int i = 1; i < 1_000; i++) {
      String next = UuidV7.of(NOW + i).toString();
      assertThat(next).isGreaterThan(previous);
      previous = next;
    }
  }

  @Test
  void ids_ofTheSameMillisecond_differ() {
    Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      ids.add(UuidV7.of(NOW));
    }

    assertThat(ids).hasSize(100_000);
  }

  @Test
  void bits_thatAreRandom_takeBothValues() {
    long ones = 0;
    long zeros = 0;
    long low = 0;
    long lowZeros = 0;
    for (int i = 0; i < 1_000; i++) {
      UUID id = UuidV7.of(NOW);
      ones |= id.getMostSignificantBits();
      zeros |= ~id.getMostSignificantBits();
      low |= id.getLeastSignificantBits();
      lowZeros |= ~id.getLeastSignificantBits();
    }

    assertThat(ones & zeros & 0xFFFFL).isEqualTo(0x0FFFL);
    assertThat(low & lowZeros).isEqualTo(0x3FFF_FFFF_FFFF_FFFFL);
  }
}
