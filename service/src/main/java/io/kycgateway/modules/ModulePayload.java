package io.kycgateway.modules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.kycgateway.json.JsonBuffers;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The body of a module call. What all modules get is written once for a verification and shared:
 * inline evidence can be megabytes; the results before a module are written for each.
 *
 * @param common the JSON object without its end
 * @param rest from the following comma to the end: results and degraded modules
 */
@SuppressWarnings("ArrayRecordComponent") // Written once, never changed, never compared.
public record ModulePayload(byte[] common, byte[] rest) {
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonBuffers.POOL).build();

  /** The part that every module of a verification gets. */
  public static byte[] common(VerificationRequest request, VerificationContext context) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator json = JSON.createGenerator(bytes)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      json.writeStringField("session_id", request.sessionId());
      json.writeStringField("device_id", request.deviceId());
      json.writeStringField("client_ip", context.clientIp());
      writeEvidence(json, "selfie", request.selfie());
      writeEvidence(json, "document", request.document());
      json.writeObjectFieldStart("metadata");
      for (Map.Entry<String, String> entry : request.metadata().entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
  }

  /** The whole body for a module that comes after those results. */
  public static ModulePayload of(
      byte[] common,
      Map<ModuleName, ModuleResult.Scored> results,
      Collection<ModuleName> degraded) {
    // Written by hand: the responses are valid JSON already, and module names need no escapes.
    ByteArrayOutputStream rest = new ByteArrayOutputStream(512);
    rest.writeBytes(ascii(",\"results\":{"));
    String before = "\"";
    for (Map.Entry<ModuleName, ModuleResult.Scored> entry : results.entrySet()) {
      rest.writeBytes(ascii(before + entry.getKey().wireName() + "\":"));
      rest.writeBytes(entry.getValue().json());
      before = ",\"";
    }
    rest.write('}');
    if (!degraded.isEmpty()) {
      rest.writeBytes(
          ascii(
              degraded.stream()
                  .map(ModuleName::wireName)
                  .collect(Collectors.joining("\",\"", ",\"degraded_modules\":[\"", "\"]"))));
    }
    rest.write('}');
    return new ModulePayload(common, rest.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Bytes of the whole body. */
  public long length() {
    return (long) common.length + rest.length;
  }

  private static void writeEvidence(JsonGenerator json, String field, Evidence evidence)
      throws IOException {
    json.writeObjectFieldStart(field);
    writeIfPresent(json, "uri", evidence.uri());
    writeIfPresent(json, "data", evidence.data());
    writeIfPresent(json, "media_type", evidence.mediaType());
    writeIfPresent(json, "type", evidence.type());
    writeIfPresent(json, "country", evidence.country());
    json.writeEndObject();
  }

  private static void writeIfPresent(JsonGenerator json, String field, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }

  /** Shows the size only: the content is personal data. */
  @Override
  public String toString() {
    return "ModulePayload[" + length() + " bytes]";
  }
}
