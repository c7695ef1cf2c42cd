package io.kycgateway.modules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.io.ByteArrayOutputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModulePayloadTest {
  private static final VerificationContext ONLINE =
      new VerificationContext(Channel.ONLINE, "r-1", TraceContext.started(), "192.0.2.7");
  private static final VerificationRequest REQUEST =
      new VerificationRequest(
          "session-1",
          "device-1",
          new Evidence(null, "QUJD", "image/jpeg", null, null),
          new Evidence("s3://b/d", null, null, "passport", "ESP"),
          Map.of("ключ", "\"quoted\"\n"));

  @Test
  void payload_ofTheFirstModules_isTheDocumentOfTheProtocol() throws MalformedJsonException {
    assertThat(json(ModulePayload.of(ModulePayload.common(REQUEST, ONLINE), Map.of(), List.of())))
        .isEqualTo(
            StrictJson.read(
                """
                {"session_id": "session-1", "device_id": "device-1", "client_ip": "192.0.2.7",
                 "selfie": {"data": "QUJD", "media_type": "image/jpeg"},
                 "document": {"uri": "s3://b/d", "type": "passport", "country": "ESP"},
                 "metadata": {"ключ": "\\"quoted\\"\\n"},
                 "results": {}}
                """
                    .getBytes(UTF_8)));
  }

  @Test
  void payload_ofALaterModule_holdsTheAnswersAsTheyCameAndWhoIsMissing()
      throws MalformedJsonException {
    byte[] answer = "{\"score\": 0.50, \"details\": {\"x\": [1]}}".getBytes(UTF_8);
    Map<ModuleName, ModuleResult.Scored> results = new EnumMap<>(ModuleName.class);
    results.put(ModuleName.OCR, new ModuleResult.Scored(0.5, List.of(), null, answer));
    results.put(ModuleName.FACE_MATCH, new ModuleResult.Scored(0.5, List.of(), null, answer));

    JsonNode json =
        json(
            ModulePayload.of(
                ModulePayload.common(REQUEST, ONLINE),
                results,
                List.of(ModuleName.ANTIFRAUD, ModuleName.LIVENESS)));

    assertThat(json.path("results").size()).isEqualTo(2);
    assertThat(json.path("results").path("ocr")).isEqualTo(StrictJson.read(answer));
    assertThat(json.path("results").path("face_match")).isEqualTo(StrictJson.read(answer));
    assertThat(json.path("degraded_modules").toString()).isEqualTo("[\"antifraud\",\"liveness\"]");
  }

  @Test
  void payload_withoutDeviceAndAddress_saysNull() throws MalformedJsonException {
    VerificationRequest request =
        new VerificationRequest("s", null, REQUEST.selfie(), REQUEST.document(), Map.of());
    VerificationContext batch =
        new VerificationContext(Channel.BATCH, "r", TraceContext.started(), null);

    JsonNode json =
        json(ModulePayload.of(ModulePayload.common(request, batch), Map.of(), List.of()));

    assertThat(json.path("device_id").isNull()).isTrue();
    assertThat(json.path("client_ip").isNull()).isTrue();
    assertThat(json.path("metadata").isEmpty()).isTrue();
  }

  @Test
  void commonPart_ofSeveralModules_isNotChangedByAny() {
    byte[] common = ModulePayload.common(REQUEST, ONLINE);
    byte[] before = common.clone();

    ModulePayload first = ModulePayload.of(common, Map.of(), List.of());
    ModulePayload second = ModulePayload.of(common, Map.of(), List.of(ModuleName.ANTIFRAUD));

    assertThat(common).isEqualTo(before);
    assertThat(first.common()).isSameAs(second.common());
  }

  private static JsonNode json(ModulePayload payload) throws MalformedJsonException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(payload.common());
    bytes.writeBytes(payload.rest());
    assertThat(payload.length()).isEqualTo(bytes.size());
    return StrictJson.read(bytes.toByteArray());
  }
}
