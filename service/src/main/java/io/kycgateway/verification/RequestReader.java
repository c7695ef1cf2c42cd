package io.kycgateway.verification;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.common.RandomUuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a verification request from a JSON tree and reports every invalid field at once. Errors say
 * what is expected and never what was sent, not even the name of an unknown field: it may be
 * personal data.
 */
public final class RequestReader {
  /** A UUID as text, of any version and in either case. */
  public static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private static final Pattern DEVICE_ID = Pattern.compile("[\\x21-\\x7E]{1,128}");

  private static final List<String> REQUEST_FIELDS =
      List.of("session_id", "device_id", "selfie", "document", "metadata");

  /** The paths of all fields, such as {@code document.country}: names that a message may repeat. */
  public static final Set<String> FIELDS = paths();

  private RequestReader() {}

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
    if (!json.isObject()) {
      throw new InvalidRequestException(List.of(new FieldError("", "must be a JSON object")));
    }
    List<FieldError> errors = new ArrayList<>();
    ObjectFields request = new ObjectFields(json, "", errors);
    request.rejectUnknown(Stream.concat(further.stream(), REQUEST_FIELDS.stream()).toList());
    String session = request.optionalText("session_id", UUID_FORM, "must be a UUID");
    String device =
        request.optionalText(
            "device_id", DEVICE_ID, "must be 1 to 128 printable ASCII characters without spaces");
    ObjectFields selfieFields = request.requiredObject("selfie");
    Evidence selfie = selfieFields == null ? null : new EvidenceReader(selfieFields, uris).selfie();
    ObjectFields documentFields = request.requiredObject("document");
    Evidence document =
        documentFields == null ? null : new EvidenceReader(documentFields, uris).document();
    Map<String, String> metadata = MetadataReader.read(request);
    if (!errors.isEmpty() || selfie == null || document == null) {
      throw new InvalidRequestException(errors);
    }
    return new VerificationRequest(
        // One form everywhere: in capitals it is the same UUID (RFC 9562).
        session == null ? RandomUuid.next().toString() : session.toLowerCase(Locale.ROOT),
        device,
        selfie,
        document,
        metadata);
  }

  private static Set<String> paths() {
    Set<String> paths = new TreeSet<>(REQUEST_FIELDS);
    EvidenceReader.SELFIE_FIELDS.forEach(field -> paths.add("selfie." + field));
    EvidenceReader.DOCUMENT_FIELDS.forEach(field -> paths.add("document." + field));
    return Set.copyOf(paths);
  }
}
