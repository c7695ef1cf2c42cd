package io.kycgateway.reverify.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunMetadataTest {
  @TempDir Path folder;
  private final RunMetadata metadata = new RunMetadata("sha256:a", "0/1");
  private RunFiles files;

  @BeforeEach
  void name() throws Exception {
    files = RunFiles.of(folder.resolve("r.jsonl").toString(), null, Map.of());
  }

  @Test
  void check_newOutput_passesAndWritesNothing() throws Exception {
    metadata.check(files);

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void claim_newOutput_isTheSameRunNextTime() throws Exception {
    metadata.claim(files);
    byte[] first = Files.readAllBytes(files.metadata());
    metadata.claim(files);

    assertThat(files.metadata()).hasBinaryContent(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"format\":", "no JSON"})
  void check_brokenFile_isRefusedByName(String content) throws Exception {
    Files.writeString(files.metadata(), content);

    assertThatThrownBy(() -> metadata.check(files))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("r.jsonl.run.json is not");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"format\":\"kyc-reverification/9\"}", "[]", "{}"})
  void check_otherFormat_namesTheFile(String content) throws Exception {
    Files.writeString(files.metadata(), content);

    assertThatThrownBy(() -> metadata.check(files))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("r.jsonl.run.json is not of the format kyc-reverification/1");
  }
}
