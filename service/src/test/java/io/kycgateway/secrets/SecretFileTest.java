package io.kycgateway.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kycgateway.startup.StartupException;
import io.kycgateway.testing.MovableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SecretFileTest {
  private static final Duration MORE_THAN_A_SECOND = Duration.ofMillis(1001);

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock();
  private final Logger logger = (Logger) LoggerFactory.getLogger(SecretFile.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path file;

  @BeforeEach
  void writeASecret() throws IOException {
    file = folder.resolve("secret");
    Files.writeString(file, "first");
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void secret_changed_isInForceAfterASecond() throws Exception {
    SecretFile<String> secret = open();
    Files.writeString(file, "second");

    assertThat(secret.current()).isEqualTo("first");
    clock.advance(Duration.ofSeconds(1));
    assertThat(secret.current()).as("looked at once a second at most").isEqualTo("first");
    clock.advance(Duration.ofMillis(1));
    assertThat(secret.current()).isEqualTo("second");
  }

  @Test
  void secret_inForce_isWhatWasReadLastAndReadsNothing() throws Exception {
    SecretFile<String> secret = open();
    Files.writeString(file, "second");
    clock.advance(Duration.ofHours(1));

    assertThat(secret.inForce()).isEqualTo("first");
    assertThat(secret.reread()).isEqualTo("second");
    assertThat(secret.inForce()).isEqualTo("second");
  }

  @Test
  void secret_changedTwice_isFollowedBothTimes() throws Exception {
    SecretFile<String> secret = open();
    for (String next : List.of("second", "third")) {
      Files.writeString(file, next);
      clock.advance(MORE_THAN_A_SECOND);
      assertThat(secret.current()).isEqualTo(next);
    }
  }

  @Test
  void secret_replacedByRenaming_isFollowed() throws Exception {
    SecretFile<String> secret = open();
    Path aside = Files.writeString(folder.resolve("aside"), "second");
    Files.move(aside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    clock.advance(MORE_THAN_A_SECOND);

    assertThat(secret.current()).isEqualTo("second");
  }

  @Test
  void secret_thatWasRefused_isReadAgainAtOnce() throws Exception {
    SecretFile<String> secret = open();
    Files.writeString(file, "second");

    assertThat(secret.current()).isEqualTo("first");
    assertThat(secret.reread()).isEqualTo("second");
    assertThat(secret.current()).isEqualTo("second");
  }

  @Test
  void secret_thatAnotherThreadIsReading_isTheOneBeforeUnlessItIsReadAgain() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    SecretFile<String> secret =
        SecretFile.open(
            "THE_SETTING",
            file.toString(),
            content -> {
              String text = parse(content);
              if (text.equals("second")) {
                reading.countDown();
                awaitUninterruptibly(goOn);
              }
              return text;
            },
            clock);
    Files.writeString(file, "second");
    clock.advance(MORE_THAN_A_SECOND);
    CompletableFuture<String> first = CompletableFuture.supplyAsync(secret::current);
    awaitUninterruptibly(reading);

    assertThat(secret.current()).as("without waiting").isEqualTo("first");
    CompletableFuture<String> refused = CompletableFuture.supplyAsync(secret::reread);
    goOn.countDown();
    assertThat(refused.join()).isEqualTo("second");
    assertThat(first.join()).isEqualTo("second");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void content_notUsable_leavesTheOldOneInForceAndIsSaidOnce() throws Exception {
    SecretFile<String> secret = open();
    Files.writeString(file, "bad content XYZ");

    for (int i = 0; i < 3; i++) {
      clock.advance(MORE_THAN_A_SECOND);
      assertThat(secret.current()).isEqualTo("first");
    }

    assertThat(messages())
        .singleElement()
        .satisfies(
            message ->
                assertThat(message)
                    .contains("THE_SETTING", file.toString(), "is bad", "stays in force")
                    .doesNotContain("XYZ"));
  }

  @Test
  void content_usableAgain_isInForce() throws Exception {
    SecretFile<String> secret = open();
    Files.writeString(file, "bad");
    clock.advance(MORE_THAN_A_SECOND);
    assertThat(secret.current()).isEqualTo("first");
    Files.writeString(file, "third");
    clock.advance(MORE_THAN_A_SECOND);

    assertThat(secret.current()).isEqualTo("third");
  }

  @Test
  void file_removed_leavesTheOldSecretInForceAndIsSaidOnce() throws Exception {
    SecretFile<String> secret = open();
    Files.delete(file);

    for (int i = 0; i < 3; i++) {
      clock.advance(MORE_THAN_A_SECOND);
      assertThat(secret.current()).isEqualTo("first");
    }
    assertThat(messages()).hasSize(1);

    Files.writeString(file, "second");
    clock.advance(MORE_THAN_A_SECOND);
    assertThat(secret.current()).isEqualTo("second");

    Files.delete(file);
    clock.advance(MORE_THAN_A_SECOND);
    assertThat(secret.current()).isEqualTo("second");
    assertThat(messages()).as("it disappeared a second time").hasSize(3);
  }

  @Test
  void log_ofARotation_holdsNoContent() throws Exception {
    SecretFile<String> secret = open();
    Files.writeString(file, "second");
    clock.advance(MORE_THAN_A_SECOND);
    secret.current();

    assertThat(messages())
        .singleElement()
        .asString()
        .contains("is in force")
        .doesNotContain("second");
  }

  @Test
  void setting_empty_isNamed() {
    assertThatThrownBy(() -> SecretFile.open("THE_SETTING", " ", SecretFileTest::parse, clock))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("THE_SETTING is not set");
  }

  @Test
  void file_missing_isNamedWithItsSetting() {
    assertOpeningFails(folder.resolve("nowhere"), "NoSuchFileException");
  }

  @Test
  void file_thatIsAFolder_isRefused() {
    assertOpeningFails(folder, "is a folder, it must be a file");
  }

  @Test
  void file_tooLarge_isRefused() throws IOException {
    Files.write(file, new byte[1024 * 1024 + 1]);

    assertOpeningFails(file, "larger than 1048576 bytes");
  }

  @Test
  void content_notUsableAtFirst_isRefusedWithoutBeingRepeated() throws IOException {
    Files.writeString(file, "bad content XYZ");

    assertThatThrownBy(this::open)
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("THE_SETTING", file.toString(), "is bad")
        .hasMessageNotContaining("XYZ");
  }

  private void assertOpeningFails(Path path, String message) {
    assertThatThrownBy(
            () -> SecretFile.open("THE_SETTING", path.toString(), SecretFileTest::parse, clock))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("THE_SETTING", path.toString(), message);
  }

  private SecretFile<String> open() throws StartupException {
    return SecretFile.open("THE_SETTING", file.toString(), SecretFileTest::parse, clock);
  }

  private static String parse(byte[] content) throws StartupException {
    String text = new String(content, UTF_8);
    if (text.startsWith("bad")) {
      throw new StartupException("is bad");
    }
    return text;
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
