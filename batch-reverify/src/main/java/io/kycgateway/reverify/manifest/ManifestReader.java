package io.kycgateway.reverify.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import io.kycgateway.reverify.files.LineReader;
import io.kycgateway.reverify.manifest.ManifestLine.Bad;
import io.kycgateway.reverify.manifest.ManifestLine.OtherShard;
import io.kycgateway.reverify.manifest.ManifestLine.Processed;
import io.kycgateway.reverify.manifest.ManifestLine.ToVerify;
import io.kycgateway.verification.InvalidRequestException;
import io.kycgateway.verification.RequestReader;
import io.kycgateway.verification.UriRule;
import io.kycgateway.verification.VerificationRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest line by line. All ids are remembered in the order of the lines, of processed
 * lines too, so that a resumed run finds the same duplicates as one that was never interrupted.
 */
public final class ManifestReader implements RecordSource {
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7E]{1,128}");
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final Set<String> FIELDS = fields();

  private final LineReader lines;
  private final int maxLength;
  private final Shard shard;
  private final IdSet ids;
  private final ProcessedLines processed;
  private long read;

  /**
   * @param maxLength the longest line that is read, in bytes
   * @param processed the lines of earlier runs; not changed here
   */
  public ManifestReader(
      InputStream in, int maxLength, Shard shard, IdSet ids, ProcessedLines processed) {
    this.lines = new LineReader(in, maxLength);
    this.maxLength = maxLength;
    this.shard = shard;
    this.ids = ids;
    this.processed = processed;
  }

  private static Set<String> fields() {
    Set<String> fields = new HashSet<>(RequestReader.FIELDS);
    fields.addAll(LabelReader.FIELDS);
    return Set.copyOf(fields);
  }

  /** The next line; null: there is none. */
  @Override
  public @Nullable ManifestLine next() throws IOException {
    LineReader.Line line = lines.next();
    if (line == null) {
      processed.requireNoneBeyond(read);
      return null;
    }
    read = line.number();
    if (line.isBlank()) {
      return new OtherShard(line.number());
    }
    if (line.isTooLong()) {
      return bad(line, DeadLetterReason.LINE_TOO_LONG, "over " + maxLength + " bytes");
    }
    try {
      int skip = markLength(line);
      return read(line, StrictJson.read(line.bytes(), skip, line.bytes().length - skip, FIELDS));
    } catch (MalformedJsonException e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("UTF-8")
          ? bad(line, DeadLetterReason.INVALID_UTF8, message)
          // Its line is always the first and only one, and not the manifest's.
          : bad(line, DeadLetterReason.NOT_JSON, message.replace("line 1, ", ""));
    }
  }

  private ManifestLine read(LineReader.Line line, JsonNode json) throws IOException {
    if (!(json instanceof ObjectNode object)) {
      return bad(line, DeadLetterReason.INVALID_RECORD, "must be a JSON object");
    }
    JsonNode idNode = object.remove("id");
    // Exports of databases hold numbers; 7 and "7" are one id.
    String id =
        idNode == null ? null : idNode.isIntegralNumber() ? idNode.asText() : idNode.textValue();
    if (id == null || !ID.matcher(id).matches()) {
      return bad(
          line,
          DeadLetterReason.INVALID_RECORD,
          "id "
              + (idNode == null
                  ? "is required"
                  : "must be 1 to 128 printable ASCII characters without spaces, or a whole"
                      + " number"));
    }
    IdHash hash = IdHash.of(id);
    if (!shard.includes(hash)) {
      return new OtherShard(line.number());
    }
    boolean isNew = ids.add(hash);
    if (processed.contains(line.number(), id)) {
      return new Processed(line.number());
    }
    if (!isNew) {
      return new Bad(
          line.number(), id, DeadLetterReason.DUPLICATE_ID, "an earlier line has the same id");
    }
    try {
      Labels labels = LabelReader.take(object);
      if (!object.hasNonNull("session_id")) {
        // From the id, so that a module sees the same session in every attempt and every run.
        object.put("session_id", sessionOf(id));
      }
      VerificationRequest request = RequestReader.read(object, UriRule.NONE, LabelReader.FIELDS);
      return new ToVerify(
          new ManifestRecord(line.number(), line.bytes().length, id, labels, request));
    } catch (InvalidRequestException | LabelReader.InvalidLabel e) {
      return new Bad(
          line.number(), id, DeadLetterReason.INVALID_RECORD, String.valueOf(e.getMessage()));
    }
  }

  private ManifestLine bad(LineReader.Line line, DeadLetterReason reason, String detail)
      throws IOException {
    if (!shard.includesLine(line.number())) {
      return new OtherShard(line.number());
    }
    return processed.contains(line.number(), null)
        ? new Processed(line.number())
        : new Bad(line.number(), null, reason, detail);
  }

  private static String sessionOf(String id) {
    return UUID.nameUUIDFromBytes(("kyc-reverification:" + id).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private static int markLength(LineReader.Line line) {
    byte[] bytes = line.bytes();
    if (line.number() != 1 || bytes.length < BYTE_ORDER_MARK.length) {
      return 0;
    }
    for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
      if (bytes[i] != BYTE_ORDER_MARK[i]) {
        return 0;
      }
    }
    return BYTE_ORDER_MARK.length;
  }
}
