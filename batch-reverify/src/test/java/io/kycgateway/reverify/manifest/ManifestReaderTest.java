package io.kycgateway.reverify.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.reverify.testing.Manifests;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestReaderTest {
  @TempDir Path folder;

  @Test
  void next_labelledRecord_isReadWithASessionThatFollowsFromItsId() throws Exception {
    String line =
        Manifests.record(
            "a",
            "s3://b/s",
            ",\"previous_status\":\"REJECTED\",\"ground_truth\":\"impostor\","
                + "\"attack_type\":\"hologram\"");

    ManifestRecord first = record(reader(line).next());
    ManifestRecord again = record(reader("\n" + line).skip(1).next());

    assertThat(first.labels())
        .isEqualTo(new Labels(Status.REJECTED, GroundTruth.IMPOSTOR, AttackType.OTHER));
    assertThat(first.request().sessionId()).isEqualTo(again.request().sessionId());
    assertThat(again.line()).isEqualTo(2);
  }

  @Test
  void next_badLines_areToldApartAndTheNextIsRead() throws Exception {
    byte[] invalidUtf8 = Manifests.genuine("u").getBytes(StandardCharsets.ISO_8859_1);
    invalidUtf8[8] = (byte) 0xFF;
    String text =
        String.join(
            "\n",
            "{\"id\": \"half",
            "[]",
            "{}",
            Manifests.genuine("has space"),
            Manifests.genuine("a"),
            Manifests.genuine("a"),
            Manifests.genuine("b").replace("ESP", "Spain"),
            Manifests.record("c", "sim://genuine", ",\"ground_truth\":\"maybe\""),
            Manifests.record(
                "d", "sim://attack", ",\"ground_truth\":\"genuine\",\"attack_type\":\"mask\""),
            Manifests.record("e", "sim://" + "x".repeat(3000), ""),
            "",
            Manifests.genuine("f"));
    Reader reader = reader(text, 2000);

    assertThat(bad(reader)).isEqualTo("not_json: not a JSON document (column 13)");
    assertThat(bad(reader)).isEqualTo("invalid_record: must be a JSON object");
    assertThat(bad(reader)).isEqualTo("invalid_record: id is required");
    assertThat(bad(reader)).startsWith("invalid_record: id must be 1 to 128 printable");
    assertThat(record(reader.next()).id()).isEqualTo("a");
    assertThat(bad(reader)).isEqualTo("duplicate_id: an earlier line has the same id");
    assertThat(bad(reader)).startsWith("invalid_record: document.country must be");
    assertThat(bad(reader)).isEqualTo("invalid_record: ground_truth must be genuine or impostor");
    assertThat(bad(reader))
        .isEqualTo("invalid_record: attack_type contradicts ground_truth genuine");
    assertThat(bad(reader)).isEqualTo("line_too_long: over 2000 bytes");
    assertThat(reader.next()).isInstanceOf(ManifestLine.OtherShard.class);
    assertThat(record(reader.next()).line()).isEqualTo(12);
    assertThat(reader.next()).isNull();
    assertThat(bad(new Reader(invalidUtf8, 2000, Shard.WHOLE, ProcessedLines.ofKnownManifest())))
        .isEqualTo("invalid_utf8: not valid UTF-8");
  }

  @Test
  void next_nullFields_areAbsent() throws Exception {
    String nulls =
        ",\"session_id\":null,\"device_id\":null,\"metadata\":null,\"previous_status\":null,"
            + "\"ground_truth\":null,\"attack_type\":null";

    ManifestRecord record = record(reader(Manifests.record("a", "s3://b/s", nulls)).next());
    ManifestRecord without = record(reader(Manifests.record("a", "s3://b/s", "")).next());

    assertThat(record.labels()).isEqualTo(Labels.NONE);
    assertThat(record.request()).isEqualTo(without.request());
  }

  @Test
  void next_lineWithAFieldTwice_saysWhich() throws Exception {
    String labels = ",\"ground_truth\":\"genuine\",\"ground_truth\":\"impostor\"";

    assertThat(bad(reader(Manifests.record("a", "s3://b/s", labels))))
        .startsWith("not_json: ambiguous: ground_truth is given twice (column ");
    assertThat(bad(reader(Manifests.record("a", "s3://b/s", ",\"id\":\"b\""))))
        .startsWith("not_json: ambiguous: id is given twice");
  }

  @Test
  void next_unknownField_listsEveryFieldOfAManifest() throws Exception {
    assertThat(bad(reader(Manifests.record("a", "sim://genuine", ",\"zq\":1"), 2000)))
        .isEqualTo(
            "invalid_record: must have no other fields than id, previous_status, ground_truth,"
                + " attack_type, session_id, device_id, selfie, document, metadata (1 unknown)");
  }

  @Test
  void next_numericId_isTheSameAsItsDigits() throws Exception {
    String line = Manifests.genuine("7");
    Reader reader =
        reader(
            String.join(
                "\n",
                line.replace("\"7\"", "7"),
                line,
                line.replace("\"7\"", "12345678901234567890123"),
                line.replace("\"7\"", "7.0"),
                line.replace("\"7\"", "true")),
            2000);

    assertThat(record(reader.next()).id()).isEqualTo("7");
    assertThat(bad(reader)).startsWith("duplicate_id");
    assertThat(record(reader.next()).id()).isEqualTo("12345678901234567890123");
    assertThat(bad(reader)).endsWith("or a whole number");
    assertThat(bad(reader)).endsWith("or a whole number");
  }

  @Test
  void next_byteOrderMarkAndCarriageReturns_areNothing() throws Exception {
    Reader reader = reader("\uFEFF" + Manifests.genuine("a") + "\r\n\r\n", 2000);

    assertThat(record(reader.next()).id()).isEqualTo("a");
    assertThat(reader.next()).isInstanceOf(ManifestLine.OtherShard.class);
    assertThat(reader.next()).isNull();
  }

  @Test
  void next_afterAResume_processedLinesStillMakeLaterOnesDuplicates() throws Exception {
    ProcessedLines processed = ProcessedLines.ofKnownManifest();
    processed.add(1, "a");
    String text = Manifests.genuine("a") + "\n" + Manifests.genuine("a");
    Reader reader = new Reader(text.getBytes(StandardCharsets.UTF_8), 2000, Shard.WHOLE, processed);

    assertThat(reader.next()).isInstanceOf(ManifestLine.Processed.class);
    assertThat(bad(reader)).startsWith("duplicate_id");
  }

  @Test
  void next_ofAllShards_everyLineBelongsToExactlyOne() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append(i % 10 == 0 ? "{broken" : Manifests.genuine("r" + i)).append('\n');
    }
    int[] owners = new int[301];
    for (int shard = 0; shard < 3; shard++) {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      Reader reader =
          new Reader(bytes, 2000, new Shard(shard, 3), ProcessedLines.ofKnownManifest());
      for (ManifestLine line = reader.next(); line != null; line = reader.next()) {
        if (line instanceof ManifestLine.ToVerify found) {
          owners[(int) found.record().line()]++;
        } else if (line instanceof ManifestLine.Bad found) {
          owners[(int) found.line()]++;
        }
      }
    }
    for (int line = 1; line <= 300; line++) {
      assertThat(owners[line]).as("line %d", line).isEqualTo(1);
    }
  }

  @Test
  void next_afterAResumeOfStandardInput_comparesEveryProcessedLine() throws Exception {
    assertThat(resumed(Manifests.genuine("a") + "\n{broken").next())
        .isInstanceOf(ManifestLine.Processed.class);
    assertThat(resumed(Manifests.genuine("a") + "\n{broken").skip(1).next())
        .isInstanceOf(ManifestLine.Processed.class);

    assertThatThrownBy(() -> resumed(Manifests.genuine("b")).next())
        .isInstanceOf(ManifestChangedException.class)
        .hasMessageContaining("line 1 was different");
    assertThatThrownBy(
            () -> resumed(Manifests.genuine("a") + "\n" + Manifests.genuine("b")).skip(1).next())
        .hasMessageContaining("line 2 was different");
    assertThatThrownBy(() -> resumed(Manifests.genuine("a") + "\n").skip(1).next())
        .hasMessageContaining("it ends with line 1, but an earlier run processed line 2");
  }

  // Line 1 was processed as the record a, line 2 as one that had no id.
  private Reader resumed(String text) throws Exception {
    ProcessedLines processed = ProcessedLines.ofUnknownManifest(1 << 20, folder);
    processed.add(1, "a");
    processed.add(2, null);
    return new Reader(text.getBytes(StandardCharsets.UTF_8), 2000, Shard.WHOLE, processed);
  }

  private static ManifestRecord record(ManifestLine line) {
    return ((ManifestLine.ToVerify) line).record();
  }

  private static String bad(Reader reader) throws Exception {
    ManifestLine.Bad bad = (ManifestLine.Bad) reader.next();
    return bad.reason().wireName() + ": " + bad.detail();
  }

  private Reader reader(String text) throws Exception {
    return reader(text, 10_000);
  }

  private Reader reader(String text, int limit) throws Exception {
    return new Reader(
        text.getBytes(StandardCharsets.UTF_8),
        limit,
        Shard.WHOLE,
        ProcessedLines.ofKnownManifest());
  }

  private final class Reader {
    private final ManifestReader reader;

    Reader(byte[] text, int limit, Shard shard, ProcessedLines processed) throws Exception {
      reader =
          new ManifestReader(
              new ByteArrayInputStream(text),
              limit,
              shard,
              IdSet.create(0, 1 << 20, folder),
              processed);
    }

    ManifestLine next() throws Exception {
      return reader.next();
    }

    Reader skip(int lines) throws Exception {
      for (int i = 0; i < lines; i++) {
        reader.next();
      }
      return this;
    }
  }
}
