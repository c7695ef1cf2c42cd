package io.kycgateway.reverify.push;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of the Pushgateway are read as those of the gateway are. */
class PushTargetTest {
  @TempDir Path folder;

  @Test
  void token_withAByteOrderMark_isRefusedAndNotRepeated() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "\uFEFFs3cr3t", StandardCharsets.UTF_8);

    assertThatThrownBy(() -> PushTarget.ifEnabled(withToken(token)))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll(token.toString(), "byte order mark")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void token_missing_namesSettingAndFile() {
    Path token = folder.resolve("none");

    assertThatThrownBy(() -> PushTarget.ifEnabled(withToken(token)))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("bearerTokenFile", token + " cannot be read");
  }

  private static PushConfiguration withToken(Path file) {
    return new PushConfiguration(
        "http://127.0.0.1:9091", null, null, file.toString(), null, null, null, (Integer) null);
  }
}
