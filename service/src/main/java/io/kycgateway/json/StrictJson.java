package io.kycgateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

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
   * @param fields paths of known fields, such as {@code document.country}: of these a message says
   *     that one is given twice; other names are the sender's text and are not repeated
   * @throws MalformedJsonException says where it breaks off, in line and column, and not how
   */
  public static JsonNode read(byte[] json, int offset, int length, Set<String> fields)
      throws MalformedJsonException {
    requireUtf8(json, offset, length);
    try (JsonParser parser = MAPPER.createParser(json, offset, length)) {
      return document(parser, fields);
    } catch (IOException e) {
      throw new MalformedJsonException("not a JSON document");
    }
  }

  /** Reads one document that fills the array; its messages name known fields. */
  public static JsonNode read(byte[] json, Set<String> fields) throws MalformedJsonException {
    return read(json, 0, json.length, fields);
  }

  /** Reads one document; its messages name no field. */
  public static JsonNode read(byte[] json, int offset, int length) throws MalformedJsonException {
    return read(json, offset, length, Set.of());
  }

  /** Reads one document that fills the array. */
  public static JsonNode read(byte[] json) throws MalformedJsonException {
    return read(json, 0, json.length);
  }

  private static JsonNode document(JsonParser parser, Set<String> fields)
      throws IOException, MalformedJsonException {
    try {
      if (parser.nextToken() == null) {
        throw new MalformedJsonException("empty where a JSON document is expected");
      }
      return MAPPER.readValue(parser, JsonNode.class);
    } catch (JsonProcessingException e) {
      // The library has no exception of its own for a duplicate.
      String fault =
          String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
              ? "ambiguous: " + known(parser.getParsingContext(), fields) + " is given twice"
              : "not a JSON document";
      JsonLocation at = e.getLocation();
      throw new MalformedJsonException(
          at == null
              ? fault
              : String.format(
                  Locale.ROOT, "%s (line %d, column %d)", fault, at.getLineNr(), at.getColumnNr()));
    }
  }

  // The field that the parser is at, or what it is a field of, as far as its name is known.
  private static String known(JsonStreamContext at, Set<String> fields) {
    String path = path(at);
    if (fields.contains(path)) {
      return path;
    }
    JsonStreamContext parent = at.getParent();
    String container = parent == null ? "" : path(parent);
    return fields.contains(container) ? "a field of " + container : "a field";
  }

  private static String path(JsonStreamContext at) {
    Deque<String> names = new ArrayDeque<>();
    for (JsonStreamContext c = at; c != null && !c.inRoot(); c = c.getParent()) {
      names.addFirst(c.inObject() ? String.valueOf(c.getCurrentName()) : "[]");
    }
    return String.join(".", names);
  }

  // Jackson would take UTF-16 and UTF-32 as well, and lets some broken UTF-8 through. What JSON may
  // begin with is ASCII, so the other two have a zero byte, which UTF-8 has nowhere in JSON.
  private static void requireUtf8(byte[] json, int offset, int length)
      throws MalformedJsonException {
    int end = offset + length;
    boolean ascii = true;
    for (int i = offset; i < end; i++) {
      if (json[i] == 0) {
        throw new MalformedJsonException("not JSON in UTF-8: it contains a zero byte");
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
