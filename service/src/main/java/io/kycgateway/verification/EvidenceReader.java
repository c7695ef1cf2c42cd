package io.kycgateway.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the selfie or the document of a request: a reference or inline data, and what it is. */
final class EvidenceReader {
  static final List<String> SELFIE_FIELDS = List.of("uri", "data", "media_type");
  static final List<String> DOCUMENT_FIELDS =
      List.of("uri", "data", "media_type", "type", "country");

  private static final Pattern DOCUMENT_TYPE = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-zA-Z]{1,32}/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,63}");
  private static final int MAX_URI = 8192;

  private final ObjectFields fields;
  private final UriRule uris;

  /**
   * @param fields of the evidence; they take what is wrong with it
   * @param uris what references must be beside absolute URIs
   */
  EvidenceReader(ObjectFields fields, UriRule uris) {
    this.fields = fields;
    this.uris = uris;
  }

  Evidence selfie() {
    return read(SELFIE_FIELDS, /* isDocument= */ false);
  }

  Evidence document() {
    return read(DOCUMENT_FIELDS, /* isDocument= */ true);
  }

  private Evidence read(List<String> known, boolean isDocument) {
    fields.rejectUnknown(known);
    String uri = uri();
    String data = base64();
    String mediaType = mediaType();
    if ((fields.optional("uri") == null) == (fields.optional("data") == null)) {
      fields.error("must have either uri or data");
    }
    return isDocument
        ? new Evidence(uri, data, mediaType, documentType(), country())
        : new Evidence(uri, data, mediaType, null, null);
  }

  private @Nullable String uri() {
    JsonNode node = fields.optional("uri");
    if (node == null) {
      return null;
    }
    String value = node.textValue();
    if (value != null && value.length() <= MAX_URI) {
      try {
        if (new URI(value).isAbsolute()) {
          uris.error(value).ifPresent(message -> fields.error("uri", message));
          return value;
        }
      } catch (URISyntaxException e) {
        // Reported below.
      }
    }
    fields.error("uri", "must be an absolute URI of at most " + MAX_URI + " characters");
    return null;
  }

  private @Nullable String base64() {
    JsonNode node = fields.optional("data");
    if (node == null) {
      return null;
    }
    String value = node.textValue();
    if (value != null && isBase64(value)) {
      return value;
    }
    fields.error("data", "must be base64 (RFC 4648, padded, without line breaks)");
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

  private @Nullable String mediaType() {
    String expectation = "must be a media type such as image/jpeg, without parameters";
    return fields.optional("data") == null
        ? fields.optionalText("media_type", MEDIA_TYPE, expectation)
        : fields.requiredText("media_type", MEDIA_TYPE, expectation);
  }

  private @Nullable String documentType() {
    return fields.requiredText(
        "type",
        DOCUMENT_TYPE,
        "must be a document type such as passport or id_card (a-z, 0-9, _; at most 32)");
  }

  private @Nullable String country() {
    JsonNode node = fields.get("country");
    String value = node == null ? null : node.textValue();
    if (value != null && CountryCodes.contains(value)) {
      return value;
    }
    if (node == null) {
      fields.error("country", "is required");
    } else if (value != null && CountryCodes.containsInUpperCase(value)) {
      fields.error("country", "must be in upper case: a three-letter ISO 3166-1 country code");
    } else {
      fields.error(
          "country",
          "must be a three-letter ISO 3166-1 country code, or a code that ICAO Doc 9303 has for"
              + " travel documents");
    }
    return null;
  }
}
