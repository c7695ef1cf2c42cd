package io.kycgateway.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String SESSION = "0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e";

  @Test
  void request_complete_isReadFieldByField() throws Exception {
    VerificationRequest request =
        RequestReader.read(
            json(
                """
                {"session_id": "0D5C5B46-3a3c-4c9b-8f2e-0d6a3b1c2d3e", "device_id": "device-1",
                 "selfie": {"data": "QUJD", "media_type": "image/jpeg"},
                 "document": {"uri": "s3://b/d", "type": "id_card", "country": "ESP"},
                 "metadata": {"channel": "web", "empty": ""}}
                """));

    // In the one form that modules, limits and the response have in common.
    assertThat(request.sessionId()).isEqualTo("0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e");
    assertThat(request.deviceId()).isEqualTo("device-1");
    assertThat(request.selfie()).isEqualTo(new Evidence(null, "QUJD", "image/jpeg", null, null));
    assertThat(request.document())
        .isEqualTo(new Evidence("s3://b/d", null, null, "id_card", "ESP"));
    assertThat(request.metadata())
        .containsOnly(java.util.Map.entry("channel", "web"), java.util.Map.entry("empty", ""));
  }

  @Test
  void request_withoutOptionalFields_getsASessionAndNothingElse() throws Exception {
    ObjectNode json = valid();
    json.remove(List.of("device_id", "session_id", "metadata"));

    VerificationRequest request = RequestReader.read(json);

    assertThat(UUID.fromString(request.sessionId()).version()).isEqualTo(4);
    assertThat(request.deviceId()).isNull();
    assertThat(request.metadata()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"text\"", "null", "true"})
  void request_noObject_isRefused(String text) throws Exception {
    JsonNode json = json(text);

    assertThat(errors(json)).containsExactly(new FieldError("", "must be a JSON object"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // field | value as JSON | what is said
        "session_id | \"not-a-uuid\" | must be a UUID",
        "session_id | \"0d5c5b463a3c4c9b8f2e0d6a3b1c2d3e\" | must be a UUID",
        "session_id | 1 | must be a UUID",
        "device_id | \"\" | must be 1 to 128 printable ASCII",
        "device_id | \"two words\" | must be 1 to 128 printable ASCII",
        "device_id | \"tab\\t\" | must be 1 to 128 printable ASCII",
        "device_id | \"ünicode\" | must be 1 to 128 printable ASCII",
        "device_id | {} | must be 1 to 128 printable ASCII",
        "selfie | \"text\" | must be an object",
        "selfie | null | must be an object",
        "selfie | {} | must have either uri or data",
        "selfie.uri | \"relative/path\" | must be an absolute URI",
        "selfie.uri | \"s3://with space\" | must be an absolute URI",
        "selfie.uri | \"\" | must be an absolute URI",
        "selfie.uri | 5 | must be an absolute URI",
        "document | [] | must be an object",
        "document.type | \"Passport\" | must be a document type",
        "document.type | \"\" | must be a document type",
        "document.type | null | must be a document type",
        "document.country | \"esp\" | must be in upper case",
        "document.country | \"d\" | must be in upper case",
        "document.country | \"XYZ\" | must be a three-letter ISO 3166-1",
        "document.country | \"ESP<\" | must be a three-letter ISO 3166-1",
        "document.country | \"ılk\" | must be a three-letter ISO 3166-1",
        "document.country | \"ES\" | must be a three-letter ISO 3166-1",
        "document.country | 724 | must be a three-letter ISO 3166-1",
        "document.country | \"ESP\\n\" | must be a three-letter ISO 3166-1",
        "document.media_type | \"jpeg\" | must be a media type such as image/jpeg, without parameters",
        "document.media_type | \"image/jpeg; q=1\" | must be a media type",
        "metadata | [] | must be an object of strings",
      })
  void field_wrong_isTheOneThatIsNamed(String field, String value, String said) throws Exception {
    ObjectNode json = valid();
    set(json, field, json(value));

    assertThat(errors(json))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.field()).isEqualTo(field);
              assertThat(error.message()).startsWith(said);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "device_id",
        "metadata",
        "metadata.channel",
        "selfie.data",
        "selfie.media_type",
        "document.data",
        "document.media_type"
      })
  void field_optionalAndNull_isAbsent(String field) throws Exception {
    ObjectNode without = valid();
    ObjectNode isNull = valid();
    without.put("session_id", SESSION);
    isNull.put("session_id", SESSION);
    int dot = field.indexOf('.');
    (dot < 0 ? without : (ObjectNode) without.get(field.substring(0, dot)))
        .remove(field.substring(dot + 1));
    set(isNull, field, JSON.nullNode());

    assertThat(RequestReader.read(isNull)).isEqualTo(RequestReader.read(without));
  }

  @Test
  void session_null_isMade() throws Exception {
    ObjectNode json = valid();
    json.putNull("session_id");

    assertThat(UUID.fromString(RequestReader.read(json).sessionId()).version()).isEqualTo(4);
  }

  @Test
  void uri_null_leavesTheData() throws Exception {
    ObjectNode json = valid();
    json.putObject("selfie").putNull("uri").put("data", "QUJD").put("media_type", "image/jpeg");
    assertThat(RequestReader.read(json).selfie().data()).isEqualTo("QUJD");

    json.putObject("selfie").putNull("uri").putNull("data");
    assertThat(errors(json))
        .containsExactly(new FieldError("selfie", "must have either uri or data"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Erika | \"x\" | '' | (1 unknown)",
        "selfie.type | \"passport\" | selfie | must have no other fields than uri, data, media_type",
        "document.Erika | {} | document | (1 unknown)",
        "metadata.Erika | 1 | metadata | must have strings of at most 512 characters as values",
        "metadata.Erika | {} | metadata | (1 wrong)",
      })
  void field_ofTheClientsNaming_isNotRepeated(String field, String value, String named, String said)
      throws Exception {
    ObjectNode json = valid();
    set(json, field, json(value));

    assertThat(errors(json))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.field()).isEqualTo(named);
              assertThat(error.message()).contains(said).doesNotContain("Erika");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"selfie", "document", "document.type", "document.country"})
  void field_required_isMissed(String field) throws Exception {
    ObjectNode json = valid();
    int dot = field.indexOf('.');
    if (dot < 0) {
      json.remove(field);
    } else {
      ((ObjectNode) json.get(field.substring(0, dot))).remove(field.substring(dot + 1));
    }

    assertThat(errors(json)).containsExactly(new FieldError(field, "is required"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "QUJ",
        "QUJDR",
        "QU D",
        "QUJ\nRA==",
        "QUJD====",
        "A===",
        "QU=D",
        "====",
        "QUJ-"
      })
  void data_noBase64_isNamed(String data) throws Exception {
    ObjectNode json = valid();
    json.putObject("selfie").put("data", data).put("media_type", "image/jpeg");

    assertThat(errors(json)).extracting(FieldError::field).containsExactly("selfie.data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUJD", "QUI=", "QQ==", "+/+/"})
  void data_base64_isHandedOnAsItCame(String data) throws Exception {
    ObjectNode json = valid();
    json.putObject("selfie").put("data", data).put("media_type", "image/jpeg");

    assertThat(RequestReader.read(json).selfie().data()).isEqualTo(data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/jpeg", "IMAGE/JPEG", "Image/Svg+Xml"})
  void mediaType_inAnyCase_isHandedOnAsItCame(String mediaType) throws Exception {
    ObjectNode json = valid();
    json.putObject("selfie").put("data", "QUJD").put("media_type", mediaType);

    assertThat(RequestReader.read(json).selfie().mediaType()).isEqualTo(mediaType);
  }

  @Test
  void data_withoutMediaType_needsOne() throws Exception {
    ObjectNode json = valid();
    json.putObject("selfie").put("data", "QUJD");

    assertThat(errors(json)).containsExactly(new FieldError("selfie.media_type", "is required"));
  }

  @Test
  void evidence_byReferenceAndInline_isRefused() throws Exception {
    ObjectNode json = valid();
    ((ObjectNode) json.get("selfie")).put("data", "QUJD").put("media_type", "image/jpeg");

    assertThat(errors(json))
        .containsExactly(new FieldError("selfie", "must have either uri or data"));
  }

  private static List<FieldError> errors(JsonNode json) {
    return catchThrowableOfType(InvalidRequestException.class, () -> RequestReader.read(json))
        .errors();
  }

  private static ObjectNode valid() throws MalformedJsonException {
    return (ObjectNode)
        json(
            """
            {"device_id": "device-1", "selfie": {"uri": "s3://b/s"},
             "document": {"uri": "s3://b/d", "type": "passport", "country": "ESP"},
             "metadata": {"channel": "web"}}
            """);
  }

  private static void set(ObjectNode json, String field, JsonNode value) {
    int dot = field.indexOf('.');
    ObjectNode parent = dot < 0 ? json : (ObjectNode) json.get(field.substring(0, dot));
    parent.set(field.substring(dot + 1), value);
  }

  private static JsonNode json(String text) throws MalformedJsonException {
    return text.equals("null") ? JSON.nullNode() : StrictJson.read(text.getBytes(UTF_8));
  }
}
