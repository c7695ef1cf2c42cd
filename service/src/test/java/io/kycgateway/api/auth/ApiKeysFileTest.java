package io.kycgateway.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysFileTest {
  private static final String FIRST = ApiKeys.digest("first");
  private static final String SECOND = ApiKeys.digest("second");

  @TempDir Path folder;
  private Path path;
  private ApiKeysFile file;

  @BeforeEach
  void file() {
    path = folder.resolve("keys.json");
    file = new ApiKeysFile(path);
  }

  @Test
  void add_twice_givesAClientTwoKeysAndNoThird() throws Exception {
    file.add("shop", FIRST);
    file.add("shop", SECOND);

    assertThat(keys().find("first")).contains(new ApiClient("shop"));
    assertThat(keys().find("second")).contains(new ApiClient("shop"));
    assertThat(keys().clients()).containsExactly("shop");
    byte[] before = Files.readAllBytes(path);
    assertThatThrownBy(() -> file.add("shop", ApiKeys.digest("third")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("client shop has 2 keys")
        .hasMessageContaining(FIRST.substring(0, 12) + ", " + SECOND.substring(0, 12));
    assertThat(path).hasBinaryContent(before);
  }

  @Test
  void list_ofTwoClients_hasTheOlderKeyFirst() throws Exception {
    file.add("shop", FIRST);
    file.add("bank", ApiKeys.digest("other"));
    file.add("shop", SECOND);

    assertThat(file.list())
        .containsExactly(
            new ApiKeysFile.Entry("shop", FIRST.substring(0, 12)),
            new ApiKeysFile.Entry("shop", SECOND.substring(0, 12)),
            new ApiKeysFile.Entry("bank", ApiKeys.digest("other").substring(0, 12)));
  }

  @Test
  void revoke_ofOneOfTwo_needsItsId() throws Exception {
    file.add("shop", FIRST);
    file.add("shop", SECOND);

    assertThatThrownBy(() -> file.revoke("shop", "")).hasMessageContaining("--key must name one");
    assertThatThrownBy(() -> file.revoke("shop", "ffff")).hasMessageContaining("--key must name");
    assertThat(file.revoke("shop", FIRST.substring(0, 12))).isEqualTo(FIRST.substring(0, 12));

    assertThat(keys().find("first")).isEmpty();
    assertThat(keys().find("second")).isPresent();
    assertThat(Files.readString(path)).doesNotContain(FIRST).endsWith("}");
  }

  @Test
  void revoke_ofTheLastKey_removesTheClient() throws Exception {
    file.add("shop", FIRST);
    file.add("bank", SECOND);

    assertThat(file.revoke("shop", "")).isEqualTo(FIRST.substring(0, 12));

    assertThat(keys().clients()).containsExactly("bank");
    assertThatThrownBy(() -> file.revoke("shop", "")).hasMessageContaining("has no key");
  }

  @Test
  void change_leavesTheModeAndTheInode() throws Exception {
    file.add("shop", FIRST);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    // As a container sees a file that is mounted alone: by its inode.
    Path mounted = Files.createLink(folder.resolve("mounted"), path);

    file.add("bank", SECOND);

    assertThat(mounted).hasSameBinaryContentAs(path);
    assertThat(keys().clients()).containsExactlyInAnyOrder("shop", "bank");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r-----");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(path, mounted);
    }
  }

  @Test
  void change_throughASymbolicLink_leavesTheLink() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path target = elsewhere.resolve("keys.json");
    new ApiKeysFile(target).add("shop", FIRST);
    Files.createSymbolicLink(path, target);

    file.add("bank", SECOND);

    assertThat(path).isSymbolicLink();
    assertThat(ApiKeys.parse(Files.readAllBytes(target)).clients()).contains("shop", "bank");
  }

  @Test
  void file_missing_isMadeByAddAlone() {
    assertThatThrownBy(file::list).hasMessageContaining("keys.json");
    assertThatThrownBy(() -> file.revoke("shop", "")).hasMessageContaining("keys.json");
    assertThat(path).doesNotExist();
  }

  private ApiKeys keys() throws Exception {
    return ApiKeys.parse(Files.readAllBytes(path));
  }
}
