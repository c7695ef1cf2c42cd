package io.kycgateway.secrets;

import io.kycgateway.startup.StartupException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The one line of text in a secret file, read as Prometheus reads a {@code password_file}: white
 * space around it, as Go defines it, is not part of it. So one file serves both ends. During a
 * rotation a file may have two lines, where both the old and the new secret are of use.
 */
public final class SecretText {
  private SecretText() {}

  /**
   * Reads the line.
   *
   * @throws StartupException if there is none or more than one, or a byte order mark, which
   *     Prometheus would take as part of the secret
   */
  public static String of(byte[] content) throws StartupException {
    List<String> lines = lines(content);
    if (lines.size() > 1) {
      throw new StartupException("has more than one line: it must hold the secret only");
    }
    return lines.get(0);
  }

  /**
   * Reads the line, or the two of a rotation, in their order; white space around each of them is
   * not part of it.
   *
   * @throws StartupException if there is none or more than two, or a byte order mark
   */
  public static List<String> ofRotation(byte[] content) throws StartupException {
    List<String> lines = lines(content);
    if (lines.size() > 2) {
      throw new StartupException(
          "has more than two lines: it must hold the secret, and during a rotation the other one");
    }
    return lines;
  }

  private static List<String> lines(byte[] content) throws StartupException {
    if (startsWith(content, 0xEF, 0xBB, 0xBF)
        || startsWith(content, 0xFE, 0xFF)
        || startsWith(content, 0xFF, 0xFE)) {
      throw new StartupException(
          "begins with a byte order mark: save it as UTF-8 without one, because Prometheus would"
              + " take the mark as part of the secret");
    }
    String text = trimmed(new String(content, StandardCharsets.UTF_8));
    if (text.isEmpty()) {
      throw new StartupException("is empty: it must hold the secret");
    }
    return text.lines().map(SecretText::trimmed).filter(line -> !line.isEmpty()).toList();
  }

  private static boolean startsWith(byte[] content, int... bytes) {
    if (content.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((content[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (start < end && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  // Go's unicode.IsSpace; Java's definitions leave out the no-break spaces and have controls more.
  private static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r')
        || c == ' '
        || c == '\u0085'
        || c == '\u00A0'
        || c == '\u1680'
        || (c >= '\u2000' && c <= '\u200A')
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u202F'
        || c == '\u205F'
        || c == '\u3000';
  }
}
