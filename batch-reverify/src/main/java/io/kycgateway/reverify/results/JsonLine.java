package io.kycgateway.reverify.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.json.JsonBuffers;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One JSON object on a line of its own (JSON Lines). */
final class JsonLine {
  /** For every line, written or read back. */
  static final JsonMapper MAPPER =
      new JsonMapper(JsonFactory.builder().recyclerPool(JsonBuffers.POOL).build());

  private JsonLine() {}

  /** Writes the fields of an object. */
  @FunctionalInterface
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** The line with its terminator, in UTF-8. */
  static byte[] of(Content content) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator json = MAPPER.createGenerator(bytes)) {
      json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
      json.flush();
      bytes.append('\n');
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
  }
}
