package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.reverify.files.LineReader;
import io.kycgateway.reverify.manifest.ManifestChangedException;
import io.kycgateway.reverify.manifest.ManifestSource;
import io.kycgateway.reverify.results.AppendOnlyFile;
import io.kycgateway.reverify.results.OutputLock;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.results.RunMetadata;
import io.kycgateway.reverify.results.StoredOutcome;
import io.kycgateway.startup.StartupException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {
  @TempDir Path folder;

  @Test
  void appendOnlyFile_tornLastLine_isTruncatedAndTheOthersAreReplayed() throws Exception {
    Path file = folder.resolve("r.jsonl");
    Files.writeString(file, "one\ntwo\nthr");
    List<String> replayed = new ArrayList<>();

    try (AppendOnlyFile appended =
        AppendOnlyFile.open(file, line -> replayed.add(new String(line, StandardCharsets.UTF_8)))) {
      appended.append(ByteBuffer.wrap("three\n".getBytes(StandardCharsets.UTF_8)));
    }

    assertThat(replayed).containsExactly("one", "two");
    assertThat(file).hasContent("one\ntwo\nthree\n");
  }

  @Test
  void appendOnlyFile_lineOfAnotherProgram_isRefusedWithItsNumber() throws Exception {
    Path file = folder.resolve("r.jsonl");
    Files.writeString(file, "{\"line\":1}\nhello\n");

    assertThatThrownBy(
            () ->
                AppendOnlyFile.open(
                    file,
                    line -> {
                      StoredOutcome unused = StoredOutcome.read(line);
                    }))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("line 2: not a line that this job wrote");
  }

  @Test
  void lock_secondHolder_isRefusedUntilTheFirstReleasesIt() throws Exception {
    Path file = folder.resolve("r.jsonl");
    try (OutputLock first = OutputLock.of(file)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> OutputLock.of(file))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("another process is writing");
    }
    try (OutputLock again = OutputLock.of(file)) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void metadata_ofAnotherManifestOrShard_isRefused() throws Exception {
    RunFiles files = RunFiles.of(folder.resolve("r.jsonl").toString(), null, Map.of());
    new RunMetadata("sha256:a", "0/1").claim(files);

    new RunMetadata("sha256:a", "0/1").claim(files);
    assertThatThrownBy(() -> new RunMetadata("sha256:b", "0/1").claim(files))
        .hasMessageContaining("belongs to another manifest");
    assertThatThrownBy(() -> new RunMetadata("sha256:a", "0/2").claim(files))
        .hasMessageContaining("belongs to shard 0/1, this is 0/2");
  }

  @Test
  void metadata_missingBesideResults_isRefused() throws Exception {
    RunFiles files = RunFiles.of(folder.resolve("r.jsonl").toString(), null, Map.of());
    Files.writeString(files.output(), "{\"line\":1}\n");

    assertThatThrownBy(() -> new RunMetadata("sha256:a", "0/1").claim(files))
        .hasMessageContaining("its manifest is unknown");
  }

  @Test
  void survey_gzipAndPlain_areTheSameManifest() throws Exception {
    String text = "a\n\n \r\nb\nc";
    Path plain = Files.writeString(folder.resolve("m.jsonl"), text);
    Path zipped = folder.resolve("m.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(survey(plain)).isEqualTo(survey(zipped));
    assertThat(survey(plain).lines()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.jsonl", "m", "m.gz"})
  void survey_gzipOfAnyName_isRecognisedByItsFirstBytes(String name) throws Exception {
    Path file = folder.resolve(name);
    Files.write(file, gzip("{}\n{}\n"));

    assertThat(survey(file).lines()).isEqualTo(2);
    try (InputStream in = surveyed(file)) {
      assertThat(in.readAllBytes()).hasSize(6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fffe7b00, UTF-16",
    "feff007b, UTF-16",
    "28b52ffd, zstd",
    "fd377a58, xz",
    "425a6839, bzip2",
    "504b0304, ZIP"
  })
  void survey_ofAnotherFormat_isRefusedByItsName(String beginning, String format) throws Exception {
    Path file = folder.resolve("m.jsonl");
    Files.write(file, HexFormat.of().parseHex(beginning));

    assertThatThrownBy(() -> survey(file))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("--input", file.toString(), format);
    assertThatThrownBy(() -> ManifestSource.of("-", Files.newInputStream(file)).survey())
        .hasMessageContaining(format);
  }

  @ParameterizedTest
  @CsvSource({"fffe7b00, UTF-16", "504b0304, ZIP", "1f8b0800, compressed with gzip twice"})
  void survey_ofAnotherFormatWithinGzip_isRefusedByItsName(String beginning, String format)
      throws Exception {
    Path file = folder.resolve("m.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(HexFormat.of().parseHex(beginning));
    }

    assertThatThrownBy(() -> survey(file))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("--input", file.toString(), format);
    assertThatThrownBy(() -> ManifestSource.of("-", Files.newInputStream(file)).survey())
        .hasMessageContaining(format);
  }

  @Test
  void output_thatIsADevice_isRefused() {
    // Reading /dev/zero or /dev/full, as a run that resumes does, never ends.
    assertThatThrownBy(() -> RunFiles.requireWritable("--output", Path.of("/dev/full")))
        .hasMessage("--output must be a file, not a device or a pipe: /dev/full");
  }

  @Test
  void survey_textNamedGz_isText() throws Exception {
    assertThat(survey(Files.writeString(folder.resolve("m.jsonl.gz"), "{}\n{}")).lines())
        .isEqualTo(2);
  }

  @Test
  void standardInput_ofGzip_isDecompressed() throws Exception {
    ManifestSource source =
        ManifestSource.of("-", new ByteArrayInputStream(gzip("x".repeat(100_000))));

    assertThat(source.survey().fingerprint()).startsWith("stdin-sha256:");
    assertThat(source.open().readAllBytes()).hasSize(100_000);
  }

  @Test
  void survey_ofAnIncompleteGzip_isRefused() throws Exception {
    Path broken = Files.writeString(folder.resolve("m.gz"), "no gzip");

    assertThatThrownBy(() -> survey(broken)).hasMessageContaining("is not a whole gzip file");
    assertThatThrownBy(() -> survey(folder.resolve("none.jsonl")))
        .hasMessageContaining("there is no file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "damaged header",
        "cut header",
        "one byte",
        "text",
        "cut trailer",
        "zero and text"
      })
  void survey_gzipFollowedByAnythingButAWholeMember_isRefused(String how) throws Exception {
    byte[] member = gzip("one\ntwo\n");
    byte[] second = gzip("three\nfour\n");
    byte[] rest =
        switch (how) {
          case "damaged header" -> {
            second[0] = 0x1e;
            yield second;
          }
          case "cut header" -> Arrays.copyOf(second, 5);
          case "one byte" -> new byte[] {0x1f};
          case "text" -> "three\nfour\n".getBytes(StandardCharsets.UTF_8);
          case "cut trailer" -> Arrays.copyOf(second, second.length - 3);
          default -> "\0\0\0three".getBytes(StandardCharsets.UTF_8);
        };
    Path file = folder.resolve("m.jsonl.gz");
    Files.write(file, concatenated(member, rest));

    assertThatThrownBy(() -> survey(file))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("is not a whole gzip file");
  }

  @Test
  void survey_gzipOfSeveralMembersAndPadding_isReadWhole() throws Exception {
    Path file = folder.resolve("m.jsonl.gz");
    // tar and tapes pad with zeros; gzip ignores them too.
    Files.write(
        file, concatenated(gzip("one\n"), gzip(""), gzip("two\n".repeat(100_000)), new byte[512]));

    assertThat(survey(file).lines()).isEqualTo(100_001);
  }

  @Test
  void standardInput_afterItsBeginningWasSeen_isStillWhole() throws Exception {
    byte[] text = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    ManifestSource source = ManifestSource.of("-", new ByteArrayInputStream(text));

    assertThat(source.survey().isCounted()).isFalse();
    assertThat(source.open().readAllBytes()).isEqualTo(text);
  }

  @Test
  void manifest_asSurveyed_isReadWhole() throws Exception {
    Path file = Files.writeString(folder.resolve("m.jsonl"), "x".repeat(200_000));

    try (InputStream in = surveyed(file)) {
      assertThat(in.readAllBytes()).hasSize(200_000);
    }
  }

  @Test
  void manifest_readOnAfterItsEnd_staysAtItsEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("m.jsonl"), "one\ntwo");

    try (InputStream in = surveyed(file)) {
      assertThat(in.readAllBytes()).hasSize(7);
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(new byte[8])).isEqualTo(-1);
    }
  }

  @Test
  void manifest_whoseLastLineHasNoLineFeed_isReadToItsEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("m.jsonl"), "one\ntwo");

    try (InputStream in = surveyed(file)) {
      LineReader lines = new LineReader(in, 100);
      assertThat(lines.next()).isNotNull();
      assertThat(lines.next().isTerminated()).isFalse();
      assertThat(lines.next()).isNull();
      assertThat(lines.next()).as("asked again").isNull();
    }
  }

  @Test
  void manifest_appendedToWhileItIsRead_isNotReadOn() throws Exception {
    Path file = Files.writeString(folder.resolve("m.jsonl"), "x".repeat(200_000));
    try (InputStream in = surveyed(file)) {
      assertThat(in.readNBytes(1000)).hasSize(1000);

      Files.writeString(file, "more", StandardOpenOption.APPEND);

      assertThatThrownBy(() -> in.readNBytes(1000))
          .isInstanceOf(ManifestChangedException.class)
          .hasMessageContaining("was modified");
    }
  }

  @Test
  void manifest_rewrittenWithoutATrace_isNoticedAtItsEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("m.jsonl"), "one\ntwo\n");
    FileTime time = Files.getLastModifiedTime(file);
    ManifestSource source = ManifestSource.of(file + "", ByteArrayInputStream.nullInputStream());
    assertThat(source.survey().lines()).isEqualTo(2);

    Files.writeString(file, "one\nTWO\n");
    Files.setLastModifiedTime(file, time);

    try (InputStream in = source.open()) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(ManifestChangedException.class)
          .hasMessageContaining("different content than at the start");
    }
  }

  @Test
  void manifest_replacedBeforeItIsRead_isRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("m.jsonl"), "one\n");
    ManifestSource source = ManifestSource.of(file + "", ByteArrayInputStream.nullInputStream());
    assertThat(source.survey().lines()).isEqualTo(1);

    Files.move(
        Files.writeString(folder.resolve("new"), "two\n"),
        file,
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(source::open).isInstanceOf(ManifestChangedException.class);
  }

  @Test
  void manifest_deletedOrReplacedWhileItIsRead_isReadToItsEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("m.jsonl"), "x".repeat(200_000));
    try (InputStream in = surveyed(file)) {
      assertThat(in.readNBytes(1000)).hasSize(1000);
      Files.delete(file);
      assertThat(in.readNBytes(1000)).hasSize(1000);
      Files.writeString(file, "another one");
      assertThat(in.readAllBytes()).hasSize(198_000);
    }
  }

  private static byte[] gzip(String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static InputStream surveyed(Path file) throws Exception {
    ManifestSource source = ManifestSource.of(file + "", ByteArrayInputStream.nullInputStream());
    assertThat(source.survey().isCounted()).isTrue();
    return source.open();
  }

  private static ManifestSource.Survey survey(Path file) throws Exception {
    return ManifestSource.of(file.toString(), ByteArrayInputStream.nullInputStream()).survey();
  }
}
