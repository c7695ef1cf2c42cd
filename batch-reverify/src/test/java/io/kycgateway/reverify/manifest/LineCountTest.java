package io.kycgateway.reverify.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineCountTest {
  @Test
  void wholeManifest_isExactFromTheStart() {
    LineCount lines = LineCount.of(new ManifestSource.Survey("sha256:a", 10), Shard.WHOLE);

    assertThat(lines.total()).isEqualTo(10);
    assertThat(lines.isExact()).isTrue();
    assertThat(lines.isComplete()).isFalse();
  }

  @Test
  void shard_isAnEstimateUntilTheManifestWasRead() {
    LineCount lines = LineCount.of(new ManifestSource.Survey("sha256:a", 10), new Shard(0, 4));
    assertThat(lines.total()).isEqualTo(2);
    assertThat(lines.isKnown()).isTrue();
    assertThat(lines.isExact()).isFalse();

    for (int i = 0; i < 3; i++) {
      lines.read();
    }
    assertThat(lines.total()).as("never less than what was read").isEqualTo(3);
    lines.complete();

    assertThat(lines.total()).isEqualTo(3);
    assertThat(lines.isExact()).isTrue();
  }

  @Test
  void standardInput_isUnknownUntilItWasRead() {
    LineCount lines = LineCount.of(new ManifestSource.Survey("stdin-sha256:a", -1), Shard.WHOLE);
    lines.read();

    assertThat(lines.isKnown()).isFalse();
    assertThat(lines.total()).isEqualTo(1);
    lines.complete();
    assertThat(lines.isKnown()).isTrue();
  }
}
