package io.kycgateway.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a verification request from a JSON tree and reports every invalid field at once. Errors say
 * what is expected and never what was sent, not even the name of an unknown field: it may be
 * personal data.
 */
public final class RequestReader {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern DEVICE_ID = Pattern.compile("[\\x21-\\x7E]{1,128}");
  private static final Pattern DOCUMENT_TYPE = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-zA-Z]{1,32}/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,63}");
  private static final int MAX_URI = 8192;
  private static final int MAX_METADATA = 32;
  private static final int MAX_METADATA_KEY = 64;
  private static final int MAX_METADATA_VALUE = 512;

  private static final List<String> REQUEST_FIELDS =
      List.of("session_id", "device_id", "selfie", "document", "metadata");
  private static final List<String> SELFIE_FIELDS = List.of("uri", "data", "media_type");
  private static final List<String> DOCUMENT_FIELDS =
      List.of("uri", "data", "media_type", "type", "country");

  /** The paths of all fields, such as {@code document.country}: names that a message may repeat. */
  public static final Set<String> FIELDS = paths();

  private final UriRule uris;
  private final List<FieldError> errors = new ArrayList<>();

  private RequestReader(UriRule uris) {
    this.uris = uris;
  }

  /**
   * Reads a request.
   *
   * @throws InvalidRequestException with every field that is wrong
   */
  public static VerificationRequest read(JsonNode json) throws InvalidRequestException {
    return read(json, UriRule.NONE);
  }

  /**
   * Reads a request.
   *
   * @param uris what references to evidence must be beside absolute URIs
   * @throws InvalidRequestException with every field that is wrong
   */
  public static VerificationRequest read(JsonNode json, UriRule uris)
      throws InvalidRequestException {
    return read(json, uris, List.of());
  }

  /**
   * Reads a request that is part of a larger record.
   *
   * @param uris what references to evidence must be beside absolute URIs
   * @param further fields of the record that the caller has read and removed
   * @throws InvalidRequestException with every field that is wrong
   */
  public static VerificationRequest read(JsonNode json, UriRule uris, List<String> further)
      throws InvalidRequestException {
    return new RequestReader(uris).request(json, further);
  }

  private static Set<String> paths() {
    Set<String> paths = new TreeSet<>(REQUEST_FIELDS);
    SELFIE_FIELDS.forEach(field -> paths.add("selfie." + field));
    DOCUMENT_FIELDS.forEach(field -> paths.add("document." + field));
    return Set.copyOf(paths);
  }

  private VerificationRequest request(JsonNode json, List<String> further)
      throws InvalidRequestException {
    if (!json.isObject()) {
      throw new InvalidRequestException(List.of(new FieldError("", "must be a JSON object")));
    }
    rejectUnknown(json, "", Stream.concat(further.stream(), REQUEST_FIELDS.stream()).toList());
    String session = text(json, "", "session_id", UUID_FORM, "must be a UUID", false);
    String device =
        text(
            json,
            "",
            "device_id",
            DEVICE_ID,
            "must be 1 to 128 printable ASCII characters without spaces",
            false);
    Evidence selfie = evidence(json, "selfie", SELFIE_FIELDS, false);
    Evidence document = evidence(json, "document", DOCUMENT_FIELDS, true);
    Map<String, String> metadata = metadata(present(json, "metadata"));
    if (!errors.isEmpty() || selfie == null || document == null) {
      throw new InvalidRequestException(errors);
    }
    return new VerificationRequest(
        // One form everywhere: in capitals it is the same UUID (RFC 9562).
        session == null ? UUID.randomUUID().toString() : session.toLowerCase(Locale.ROOT),
        device,
        selfie,
        document,
        metadata);
  }

  private @Nullable Evidence evidence(
      JsonNode request, String name, List<String> fields, boolean document) {
    JsonNode json = request.get(name);
    if (json == null || !json.isObject()) {
      error(name, json == null ? "is required" : "must be an object");
      return null;
    }
    String path = name + ".";
    rejectUnknown(json, name, fields);
    String uri = uri(json, path);
    String data = base64(json, path);
    String mediaType =
        text(
            json,
            path,
            "media_type",
            MEDIA_TYPE,
            "must be a media type such as image/jpeg, without parameters",
            present(json, "data") != null);
    if ((present(json, "uri") == null) == (present(json, "data") == null)) {
      error(name, "must have either uri or data");
    }
    if (!document) {
      return new Evidence(uri, data, mediaType, null, null);
    }
    String type =
        text(
            json,
            path,
            "type",
            DOCUMENT_TYPE,
            "must be a document type such as passport or id_card (a-z, 0-9, _; at most 32)",
            true);
    return new Evidence(uri, data, mediaType, type, country(json, path));
  }

  private @Nullable String country(JsonNode json, String path) {
    JsonNode node = json.get("country");
    String value = node == null ? null : node.textValue();
    if (value != null && CountryCodes.contains(value)) {
      return value;
    }
    if (node == null) {
      error(path + "country", "is required");
    } else if (value != null && CountryCodes.containsInUpperCase(value)) {
      error(path + "country", "must be in upper case: a three-letter ISO 3166-1 country code");
    } else {
      error(
          path + "country",
          "must be a three-letter ISO 3166-1 country code, or a code that ICAO Doc 9303 has for"
              + " travel documents");
    }
    return null;
  }

  // An optional field that is null is absent: serializers write one for the other.
  private static @Nullable JsonNode present(JsonNode json, String field) {
    JsonNode node = json.get(field);
    return node == null || node.isNull() ? null : node;
  }

  private @Nullable String uri(JsonNode json, String path) {
    JsonNode node = present(json, "uri");
    if (node == null) {
      return null;
    }
    String value = node.textValue();
    if (value != null && value.length() <= MAX_URI) {
      try {
        if (new URI(value).isAbsolute()) {
          uris.error(value).ifPresent(message -> error(path + "uri", message));
          return value;
        }
      } catch (URISyntaxException e) {
        // Reported below.
      }
    }
    error(path + "uri", "must be an absolute URI of at most " + MAX_URI + " characters");
    return null;
  }

  private @Nullable String base64(JsonNode json, String path) {
    JsonNode node = present(json, "data");
    if (node == null) {
      return null;
    }
    String value = node.textValue();
    if (value != null && isBase64(value)) {
      return value;
    }
    error(path + "data", "must be base64 (RFC 4648, padded, without line breaks)");
    return null;
  }

  // Scanned in place: decoding megabytes only to discard them would double their cost.
  private static boolean isBase64(String value) {
    int length = value.length();
    if (length == 0 || length % 4 != 0) {
      return false;
    }
    int end = value.endsWith("==") ? length - 2 : value.endsWith("=") ? length - 1 : length;
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!digit && !letter && c != '+' && c != '/') {
        return false;
      }
    }
    return true;
  }

  private @Nullable String text(
      JsonNode json,
      String path,
      String field,
      Pattern pattern,
      String expectation,
      boolean required) {
    JsonNode node = required ? json.get(field) : present(json, field);
    if (node == null) {
      if (required) {
        error(path + field, "is required");
      }
      return null;
    }
    String value = node.textValue();
    if (value == null || !pattern.matcher(value).matches()) {
      error(path + field, expectation);
      return null;
    }
    return value;
  }

  private Map<String, String> metadata(@Nullable JsonNode json) {
    if (json == null) {
      return Map.of();
    }
    if (!json.isObject()) {
      error("metadata", "must be an object of strings");
      return Map.of();
    }
    List<Map.Entry<String, JsonNode>> entries =
        json.properties().stream().filter(entry -> !entry.getValue().isNull()).toList();
    if (entries.size() > MAX_METADATA) {
      error("metadata", "must have at most " + MAX_METADATA + " entries");
      return Map.of();
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    int badKeys = 0;
    int badValues = 0;
    for (Map.Entry<String, JsonNode> entry : entries) {
      String key = entry.getKey();
      String value = entry.getValue().textValue();
      if (key.isEmpty() || isLonger(key, MAX_METADATA_KEY)) {
        badKeys++;
      } else if (value == null || isLonger(value, MAX_METADATA_VALUE)) {
        badValues++;
      } else {
        metadata.put(key, value);
      }
    }
    if (badKeys > 0) {
      error(
          "metadata",
          String.format(
              Locale.ROOT,
              "must have keys of 1 to %d characters (%d wrong)",
              MAX_METADATA_KEY,
              badKeys));
    }
    if (badValues > 0) {
      error(
          "metadata",
          String.format(
              Locale.ROOT,
              "must have strings of at most %d characters as values (%d wrong)",
              MAX_METADATA_VALUE,
              badValues));
    }
    return metadata;
  }

  // Characters as clients count them and JSON Schema does: one outside the basic plane is one.
  private static boolean isLonger(String text, int max) {
    return text.length() > max
        && (text.length() > 2 * max || text.codePointCount(0, text.length()) > max);
  }

  private void rejectUnknown(JsonNode json, String path, List<String> known) {
    long unknown = json.properties().stream().filter(e -> !known.contains(e.getKey())).count();
    if (unknown > 0) {
      error(
          path,
          String.format(
              Locale.ROOT,
              "must have no other fields than %s (%d unknown)",
              String.join(", ", known),
              unknown));
    }
  }

  private void error(String field, String message) {
    errors.add(new FieldError(field, message));
  }
}
