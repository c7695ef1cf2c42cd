package io.kycgateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Strict JSON: UTF-8, one document and nothing behind it, no field twice, no nesting beyond {@value
 * #MAX_DEPTH}, no NaN. For input that is not trusted.
 */
public final class StrictJson {
  /** Deepest nesting that is read. Our own formats need four. */
  public static final int MAX_DEPTH = 32;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(100)
                          .maxNameLength(1_000)
                          // Inline evidence is one string; the body limit bounds it already.
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .recyclerPool(JsonBuffers.POOL)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Names come from outside: interning them would keep them for ever.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /**
   * Reads one document.
   *
   * @throws MalformedJsonException says where it breaks off, in line and column, and not how
   */
  public static JsonNode read(byte[] json, int offset, int length) throws MalformedJsonException {
    requireUtf8(json, offset, length);
    try (JsonParser parser = MAPPER.createParser(json, offset, length)) {
      if (parser.nextToken() == null) {
        throw new MalformedJsonException("empty where a JSON document is expected");
      }
      return MAPPER.readValue(parser, JsonNode.class);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new MalformedJsonException(
          at == null
              ? "not a JSON document"
              : String.format(
                  Locale.ROOT,
                  "not a JSON document (line %d, column %d)",
                  at.getLineNr(),
                  at.getColumnNr()));
    } catch (IOException e) {
      throw new MalformedJsonException("not a JSON document");
    }
  }

  /** Reads one document that fills the array. */
  public static JsonNode read(byte[] json) throws MalformedJsonException {
    return read(json, 0, json.length);
  }

  // Jackson would take UTF-16 and UTF-32 as well, and lets some broken UTF-8 through. What JSON may
  // begin with is ASCII, so the other two have a zero byte, which UTF-8 has nowhere in JSON.
  private static void requireUtf8(byte[] json, int offset, int length)
      throws MalformedJsonException {
    int end = offset + length;
    boolean ascii = true;
    for (int i = offset; i < end; i++) {
      if (json[i] == 0) {
        throw new MalformedJsonException("not valid UTF-8 text");
      }
      ascii &= json[i] > 0;
    }
    if (ascii) {
      return;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json, offset, length));
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("not valid UTF-8");
    }
  }
}
