package io.kycgateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.testing.contract.OpenApiDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The request reader and the schema of {@code docs/openapi.yaml} take and refuse the same. */
class RequestSchemaTest {
  private static final OpenApiDocument DOCUMENT = OpenApiDocument.load();
  private static final String SCHEMAS = "/components/schemas/";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void fields_areTheSame() {
    Set<String> fields = new TreeSet<>(names("VerificationRequest"));
    names("Selfie").forEach(name -> fields.add("selfie." + name));
    names("Document").forEach(name -> fields.add("document." + name));

    assertThat(fields).isEqualTo(new TreeSet<>(RequestReader.FIELDS));
  }

  @Test
  void countries_areTheSame() {
    Set<String> listed = new HashSet<>();
    DOCUMENT.at(SCHEMAS + "Country/enum").forEach(code -> listed.add(code.textValue()));
    Set<String> letters =
        IntStream.rangeClosed('A', 'Z').mapToObj(Character::toString).collect(Collectors.toSet());
    Set<String> taken = new HashSet<>();
    for (String first : letters) {
      for (String second : letters) {
        letters.forEach(third -> taken.add(first + second + third));
        taken.add(first + second);
      }
      taken.add(first);
    }
    taken.removeIf(code -> !CountryCodes.contains(code));

    assertThat(listed).isEqualTo(taken);
  }

  static Stream<Arguments> values() {
    String pair = "\uD83D\uDE00";
    return Stream.of(
            texts("/session_id", "6a10a297-5e39-477e-9737-25497dabab8f"),
            texts("/session_id", "6A10A297-5E39-477E-9737-25497DABAB8F", "6a10a297", "", null),
            texts("/session_id", "6a10a2975e39477e973725497dabab8f", "6a10a297-5e39-477e-9737-"),
            texts("/device_id", null, "", "a", "a b", "é", "~".repeat(128), "~".repeat(129), "!"),
            texts("/device_id", "a\n", "\u007f"),
            texts("/selfie/uri", null, "", "a", "/a", "s3://a", "urn:a", "s3://a b", "s3:", "1:a"),
            texts("/selfie/uri", "s3://" + "a".repeat(8187), "s3://" + "a".repeat(8188)),
            texts("/selfie/uri", "s3://a/%20", "s3://a/%2", "s3://a/^", "s3://é/ü", "s3://a?b#c"),
            texts("/selfie/data", "AAAA", "AAA=", "AA==", "A===", "====", "AAA", "AA-_", "AAAA\n"),
            texts("/selfie/data", "AAAAA", "AAAAAAAA", "A A=", null, ""),
            texts(
                "/selfie/media_type", null, "image/jpeg", "image", "image/", "IMAGE/x+y", "a/b;c"),
            texts("/selfie/media_type", "a".repeat(32) + "/b", "a".repeat(33) + "/b"),
            texts("/selfie/media_type", "a/" + "b".repeat(64), "a/" + "b".repeat(65), "a/.b"),
            texts(
                "/document/type", "a", "A", "1", "_a", "a_1", "a".repeat(32), "a".repeat(33), null),
            texts("/document/country", "ESP", "D", "esp", "DE", "ESX", "XKX", "", null),
            texts("/metadata/a", null, "", pair.repeat(512), pair.repeat(513), "a".repeat(513)),
            texts("/metadata/" + pair.repeat(64), "a"),
            texts("/metadata/" + pair.repeat(65), "a"),
            texts("/metadata/", "a"),
            texts("/other", "a", null),
            texts("/selfie/type", "a"),
            texts("/document/name", "a"))
        .flatMap(each -> each)
        .map(Arguments::of);
  }

  // A place and the text that goes there; null: JSON's null.
  private static Stream<List<String>> texts(String place, String... values) {
    return Stream.of(values).map(value -> value == null ? List.of(place) : List.of(place, value));
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_isTakenByBothOrRefusedByBoth(List<String> change) throws Exception {
    for (boolean inline : new boolean[] {false, true}) {
      ObjectNode request = request(inline);
      int slash = change.get(0).indexOf('/', 1);
      ObjectNode owner =
          slash < 0 ? request : (ObjectNode) request.get(change.get(0).substring(1, slash));
      String field = change.get(0).substring(slash < 0 ? 1 : slash + 1);
      owner.put(field, change.size() == 1 ? null : change.get(1));

      agreed(request);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shape_isTakenByBothOrRefusedByBoth(String json) throws Exception {
    agreed(JSON.readTree(json));
  }

  static Stream<String> shapes() throws Exception {
    String request = request(false).toString();
    return Stream.of(
        "1",
        "[]",
        "null",
        "{}",
        request.replace("{\"uri\":\"s3://bucket/selfie\"}", "{}"),
        request.replace("{\"uri\":\"s3://bucket/selfie\"}", "null"),
        request.replace("\"s3://bucket/selfie\"", "1"),
        request.replace("\"s3://bucket/selfie\"", "null, \"data\": null"),
        request.replace("\"s3://bucket/selfie\"", "null, \"data\": \"AAAA\""),
        request.replace(
            "\"s3://bucket/selfie\"", "null, \"data\": \"AAAA\", \"media_type\": \"a/b\""),
        request.replace("\"s3://bucket/selfie\"", "\"s3://a\", \"data\": null"),
        request.replace("\"s3://bucket/selfie\"", "\"s3://a\", \"media_type\": \"a/b\""),
        request.replace("\"s3://bucket/selfie\"", "\"s3://a\", \"data\": \"AAAA\""),
        request.replace("\"device_id\":\"d\"", "\"device_id\":1"),
        request.replace("{\"channel\":\"web\"}", "null"),
        request.replace("{\"channel\":\"web\"}", "{}"),
        request.replace("{\"channel\":\"web\"}", "[]"),
        request.replace("{\"channel\":\"web\"}", "{\"a\": 1}"),
        request.replace("{\"channel\":\"web\"}", metadata(32)),
        request.replace("{\"channel\":\"web\"}", metadata(33)));
  }

  private static String metadata(int entries) {
    return IntStream.range(0, entries)
        .mapToObj(i -> "\"k" + i + "\": \"v\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static void agreed(JsonNode request) {
    List<?> byTheSchema = DOCUMENT.errors(SCHEMAS + "VerificationRequest", request);
    List<FieldError> byTheReader;
    try {
      VerificationRequest unused = RequestReader.read(request);
      byTheReader = List.of();
    } catch (InvalidRequestException e) {
      byTheReader = e.errors();
    }

    assertThat(byTheSchema.isEmpty())
        .as("schema: %s%nreader: %s%nof %s", byTheSchema, byTheReader, request)
        .isEqualTo(byTheReader.isEmpty());
  }

  private static ObjectNode request(boolean inline) throws Exception {
    String selfie =
        inline
            ? "{\"data\": \"AAAA\", \"media_type\": \"image/jpeg\"}"
            : "{\"uri\": \"s3://bucket/selfie\"}";
    return (ObjectNode)
        JSON.readTree(
            """
            {"device_id": "d", "selfie": %s, "metadata": {"channel": "web"},
             "document": {"uri": "s3://bucket/document", "type": "passport", "country": "ESP"}}
            """
                .formatted(selfie));
  }

  private static List<String> names(String schema) {
    return DOCUMENT.at(SCHEMAS + schema + "/properties").properties().stream()
        .map(Map.Entry::getKey)
        .toList();
  }
}
