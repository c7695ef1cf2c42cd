package io.kycgateway.common;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An absolute URL of a server that is called. Hosts may have underscores, as services of Docker
 * Compose and Kubernetes do, which {@link URI#getHost} does not know.
 *
 * @param uri with a scheme in lower case
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port -1: the scheme's default
 */
public record ServerUrl(URI uri, String scheme, String host, int port) {
  private static final Pattern AUTHORITY =
      Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:(?<port>[0-9]*))?");
  private static final int MAX_PORT = 65_535;

  /**
   * Reads an http or https URL.
   *
   * @throws IllegalArgumentException says what is wrong, without the URL: it may hold credentials
   */
  public static ServerUrl http(String text) {
    return parse(text, "http", "https");
  }

  /**
   * Reads a URL of one of two schemes.
   *
   * @throws IllegalArgumentException says what is wrong, without the URL: it may hold credentials
   */
  public static ServerUrl parse(String text, String plain, String secure) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw notAUrl(plain, secure);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String authority = uri.getRawAuthority();
    if (!(scheme.equals(plain) || scheme.equals(secure)) || authority == null) {
      throw notAUrl(plain, secure);
    }
    if (authority.contains("@")) {
      throw new IllegalArgumentException(
          "must not hold credentials: they would appear in logs and process lists");
    }
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches() || uri.getRawFragment() != null) {
      throw notAUrl(plain, secure);
    }
    return new ServerUrl(
        URI.create(scheme + text.strip().substring(scheme.length())),
        scheme,
        parts.group("host"),
        port(parts.group("port")));
  }

  private static int port(@Nullable String digits) {
    if (digits == null || digits.isEmpty()) {
      return -1;
    }
    if (digits.length() > 5 || Integer.parseInt(digits) > MAX_PORT || digits.matches("0+")) {
      throw new IllegalArgumentException("has a port that is not between 1 and 65535: " + digits);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException notAUrl(String plain, String secure) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "is not an absolute %s or %s URL", plain, secure));
  }
}
