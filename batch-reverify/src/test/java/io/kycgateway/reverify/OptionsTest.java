package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.run.Concurrency;
import io.kycgateway.startup.StartupException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @TempDir Path folder;

  @Test
  void shard_fromOptionOrKubernetes_isTheSame() throws StartupException {
    Map<String, String> pod = Map.of("JOB_COMPLETION_INDEX", "2", "KYC_SHARD_COUNT", "4");

    assertThat(Shard.of(null, Map.of())).isEqualTo(Shard.WHOLE);
    assertThat(Shard.of("2/4", Map.of())).isEqualTo(Shard.of(null, pod));
    assertThat(Shard.of("0/1", pod).isWhole()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4/4", "-1/4", "1", "a/b", "1/0", "1/4/2"})
  void shard_thatIsNone_isRefusedByName(String option) {
    assertThatThrownBy(() -> Shard.of(option, Map.of()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("--shard must be i/n")
        .hasMessageContaining(option);
  }

  @Test
  void shard_withOnlyHalfOfItsVariables_isRefused() {
    assertThatThrownBy(() -> Shard.of(null, Map.of("JOB_COMPLETION_INDEX", "2")))
        .hasMessageContaining("KYC_SHARD_COUNT is not");
  }

  @Test
  void failureLimit_countOrShare_holdsUpToAndIncluding() throws StartupException {
    assertThat(FailureLimit.of(null).isExceededBy(1, 100)).isTrue();
    assertThat(FailureLimit.of("5").isExceededBy(5, 100)).isFalse();
    assertThat(FailureLimit.of("5").isExceededBy(6, 100)).isTrue();
    assertThat(FailureLimit.of("0.5%").isExceededBy(5, 1000)).isFalse();
    assertThat(FailureLimit.of("0.5%").isExceededBy(6, 1000)).isTrue();
    assertThatThrownBy(() -> FailureLimit.of("101%")).isInstanceOf(StartupException.class);
    assertThatThrownBy(() -> FailureLimit.of("1.5")).isInstanceOf(StartupException.class);
  }

  @Test
  void concurrency_autoOrNumber_andNothingElse() throws StartupException {
    assertThat(Concurrency.of(null, 200)).isEqualTo(new Concurrency(200, true));
    assertThat(Concurrency.of("50", 200)).isEqualTo(new Concurrency(50, false));
    assertThatThrownBy(() -> Concurrency.of("0", 200)).hasMessageContaining("--concurrency");
    assertThatThrownBy(() -> Concurrency.of("many", 200)).hasMessageContaining("it is many");
  }

  @Test
  void files_besideTheOutput_orRefused() throws Exception {
    Path real = folder.toRealPath();
    RunFiles files = RunFiles.of(folder.resolve("r.jsonl").toString(), null, Map.of());

    assertThat(files.deadLetters()).isEqualTo(real.resolve("r.dead-letters.jsonl"));
    assertThat(files.summary()).isEqualTo(real.resolve("r.summary.json"));
    String same = folder.resolve("r.jsonl").toString();
    assertThatThrownBy(() -> RunFiles.of(same, null, Map.of("--input", Path.of(same))))
        .hasMessageContaining("--input");
    assertThatThrownBy(() -> RunFiles.of(same, same, Map.of())).hasMessageContaining("two files");
    assertThatThrownBy(() -> RunFiles.of(folder.resolve("no/r").toString(), null, Map.of()))
        .hasMessageContaining("there is no folder");
  }
}
