package io.kycgateway.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestReaderLimitsTest {
  @Test
  void fields_allWrong_areListedAtOnce() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("session_id", "x").put("device_id", "").put("unknown", 1);
    json.putObject("selfie").put("uri", "relative").put("extra", 1);
    json.putObject("document").put("data", "!").put("country", "es");
    json.putObject("metadata").put("n", 1);

    assertThat(errors(json))
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder(
            "",
            "session_id",
            "device_id",
            "selfie",
            "selfie.uri",
            "document.data",
            "document.media_type",
            "document.type",
            "document.country",
            "metadata");
  }

  @Test
  void errors_ofAHostileRequest_areFew() {
    ObjectNode json = valid();
    for (int i = 0; i < 1000; i++) {
      json.put("unknown" + i, i);
    }

    assertThat(errors(json))
        .singleElement()
        .satisfies(error -> assertThat(error.message()).endsWith("(1000 unknown)"));
  }

  @Test
  void errors_anyInput_repeatNoneOfIt() {
    for (String secret : List.of("Erika<script>", "Erika")) {
      repeatNone(secret);
    }
  }

  private static void repeatNone(String secret) {
    ObjectNode json = valid();
    json.put("session_id", secret).put("device_id", secret + " ").put(secret, secret);
    json.putObject("selfie").put("uri", secret).put(secret, secret);
    json.putObject("document").put("data", secret).put("type", secret).put("country", secret);
    json.putObject("metadata").put(secret, 1).put("k".repeat(65), secret);

    InvalidRequestException thrown = thrown(json);

    assertThat(thrown.errors()).hasSizeGreaterThan(7);
    assertThat(thrown.errors().toString() + thrown.getMessage()).doesNotContain("Erika", "script");
  }

  @Test
  void uri_ofTheLimit_isReadAndOneMoreIsNot() throws Exception {
    String longest = "s3://" + "a".repeat(8192 - 5);
    ObjectNode json = valid();
    json.putObject("selfie").put("uri", longest);
    assertThat(RequestReader.read(json).selfie().uri()).isEqualTo(longest);

    json.putObject("selfie").put("uri", longest + "a");
    assertThat(errors(json)).extracting(FieldError::field).containsExactly("selfie.uri");
  }

  @Test
  void deviceId_ofTheLimit_isReadAndOneMoreIsNot() throws Exception {
    ObjectNode json = valid().put("device_id", "d".repeat(128));
    assertThat(RequestReader.read(json).deviceId()).hasSize(128);

    assertThat(errors(json.put("device_id", "d".repeat(129))))
        .extracting(FieldError::field)
        .containsExactly("device_id");
  }

  @Test
  void metadata_ofTheLimit_isReadAndOneMoreIsNot() throws Exception {
    ObjectNode json = valid();
    ObjectNode metadata = json.putObject("metadata");
    for (int i = 0; i < 32; i++) {
      metadata.put("k" + i, "v".repeat(512));
    }
    assertThat(RequestReader.read(json).metadata()).hasSize(32);

    metadata.put("one more", "v");
    assertThat(errors(json))
        .containsExactly(new FieldError("metadata", "must have at most 32 entries"));
  }

  @Test
  void metadataEntries_thatAreNull_doNotCount() throws Exception {
    ObjectNode json = valid();
    ObjectNode metadata = json.putObject("metadata");
    for (int i = 0; i < 32; i++) {
      metadata.put("k" + i, "v").putNull("n" + i);
    }

    assertThat(RequestReader.read(json).metadata()).hasSize(32).doesNotContainKey("n0");
  }

  @Test
  void metadataCharacters_outsideTheBasicPlane_countOnceEach() throws Exception {
    String grin = "\uD83D\uDE00";
    ObjectNode json = valid();
    json.putObject("metadata").put(grin.repeat(64), grin.repeat(512));
    assertThat(RequestReader.read(json).metadata()).hasSize(1);

    json.putObject("metadata").put(grin.repeat(65), "v").put("long", grin.repeat(513));
    assertThat(errors(json)).extracting(FieldError::field).containsExactly("metadata", "metadata");
  }

  @Test
  void metadataKeyAndValue_beyondTheirLimits_areRefused() throws Exception {
    ObjectNode json = valid();
    json.putObject("metadata").put("k".repeat(64), "v");
    assertThat(RequestReader.read(json).metadata()).hasSize(1);

    json.putObject("metadata").put("k".repeat(65), "v").put("", "v").put("long", "v".repeat(513));
    assertThat(errors(json)).extracting(FieldError::field).containsExactly("metadata", "metadata");
  }

  private static List<FieldError> errors(ObjectNode json) {
    return thrown(json).errors();
  }

  private static InvalidRequestException thrown(ObjectNode json) {
    return catchThrowableOfType(InvalidRequestException.class, () -> RequestReader.read(json));
  }

  private static ObjectNode valid() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("selfie").put("uri", "s3://b/s");
    json.putObject("document").put("uri", "s3://b/d").put("type", "passport").put("country", "ESP");
    return json;
  }
}
