package io.kycgateway.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.MovableClock;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretWatchTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  // Its ticks stand still: no use of a secret would look at its file.
  private final MovableClock clock = new MovableClock();

  @TempDir Path folder;

  @Test
  void secret_thatIsNotUsed_isFollowed() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "first");
    SecretFile<String> secret = open(file);

    try (SecretWatch watch = SecretWatch.start(List.of(secret))) {
      Files.writeString(file, "second");
      await().atMost(PATIENCE).until(() -> secret.current().equals("second"));
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void secret_afterOneWhoseParserFails_isFollowed() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad"), "first");
    Path file = Files.writeString(folder.resolve("secret"), "first");
    SecretFile<String> failing = open(bad);
    SecretFile<String> secret = open(file);

    try (SecretWatch watch = SecretWatch.start(List.of(failing, secret))) {
      for (String next : List.of("second", "third")) {
        Files.writeString(bad, "a bug, " + next);
        Files.writeString(file, next);
        await().atMost(PATIENCE).until(() -> secret.current().equals(next));
      }
      assertThat(failing.current()).isEqualTo("first");
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void secret_besideOneWhoseFileSystemHangs_isFollowed() throws Exception {
    Path hanging = Files.writeString(folder.resolve("hanging"), "first");
    Path file = Files.writeString(folder.resolve("secret"), "first");
    SecretFile<String> hung = open(hanging);
    SecretFile<String> secret = open(file);
    Files.delete(hanging);
    // A reader of it waits for a writer.
    assertThat(new ProcessBuilder("mkfifo", hanging.toString()).start().waitFor()).isZero();

    try (SecretWatch watch = SecretWatch.start(List.of(hung, secret))) {
      for (String next : List.of("second", "third")) {
        Files.writeString(file, next);
        await().atMost(PATIENCE).until(() -> secret.inForce().equals(next));
      }
      assertThat(hung.inForce()).isEqualTo("first");
      assertThat(watch).isNotNull();
    } finally {
      // Lets the reader go on, and does not wait for it.
      new RandomAccessFile(hanging.toFile(), "rw").close();
    }
  }

  private SecretFile<String> open(Path file) throws Exception {
    return SecretFile.open(
        "THE_SETTING",
        file.toString(),
        content -> {
          String text = new String(content, UTF_8);
          if (text.startsWith("a bug")) {
            throw new IllegalStateException(text);
          }
          return text;
        },
        clock);
  }
}
