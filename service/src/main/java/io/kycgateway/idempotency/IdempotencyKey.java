package io.kycgateway.idempotency;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a request of a client, which can safely send it again. With it the stored response can
 * be decrypted, so it is never printed or stored.
 */
public final class IdempotencyKey {
  /** The header (draft-ietf-httpapi-idempotency-key-header). */
  public static final String HEADER = "Idempotency-Key";

  private static final int MAX_LENGTH = 255;

  // A string of RFC 9651, as in the draft, or the bare value that most clients send. A list, or two
  // headers that a proxy joined, is neither.
  private static final Pattern QUOTED =
      Pattern.compile("\"((?:[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\"\\\\]){1,510})\"");
  private static final Pattern BARE = Pattern.compile("[\\x21-\\x7E&&[^\",;\\\\]]{1,255}");

  private final String value;

  private IdempotencyKey(String value) {
    this.value = value;
  }

  /**
   * Reads the header.
   *
   * @param values its values, one for each occurrence; null if absent
   * @throws InvalidKeyException if it is not one key
   */
  public static Optional<IdempotencyKey> parse(@Nullable List<String> values)
      throws InvalidKeyException {
    if (values == null || values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      throw new InvalidKeyException("must be sent once");
    }
    String text = values.get(0).strip();
    Matcher quoted = QUOTED.matcher(text);
    if (quoted.matches()) {
      text = quoted.group(1).replaceAll("\\\\(.)", "$1");
      if (text.length() <= MAX_LENGTH) {
        return Optional.of(new IdempotencyKey(text));
      }
    } else if (BARE.matcher(text).matches()) {
      return Optional.of(new IdempotencyKey(text));
    }
    throw new InvalidKeyException(
        "must be 1 to "
            + MAX_LENGTH
            + " printable ASCII characters, in double quotes if a blank, comma, semicolon, quote or"
            + " backslash is among them");
  }

  String value() {
    return value;
  }

  @Override
  public String toString() {
    return "IdempotencyKey[hidden]";
  }
}
