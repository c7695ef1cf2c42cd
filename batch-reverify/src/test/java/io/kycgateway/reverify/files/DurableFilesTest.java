package io.kycgateway.reverify.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir Path folder;

  @Test
  void replace_existingFile_leavesTheNewContentAndNoOtherFile() throws Exception {
    Path file = Files.writeString(folder.resolve("summary.json"), "an older and longer content");

    DurableFiles.replace(file, "new".getBytes(StandardCharsets.UTF_8));

    assertThat(file).hasContent("new");
    assertThat(folder).isDirectoryContaining(file::equals);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fsyncDirectory_thatCannotBeSynced_doesNotFail() {
    // /proc answers fsync with EINVAL, as some network mounts do.
    assertThatCode(() -> DurableFiles.fsyncDirectory(Path.of("/proc/self/status")))
        .doesNotThrowAnyException();
  }

  @Test
  void replace_thatFails_leavesNoTemporaryFile() throws Exception {
    Path target = Files.createDirectory(folder.resolve("target"));
    Files.createFile(target.resolve("child"));

    assertThatThrownBy(() -> DurableFiles.replace(target, new byte[1]))
        .isInstanceOf(IOException.class);

    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }
}
