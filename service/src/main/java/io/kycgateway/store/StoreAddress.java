package io.kycgateway.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The host and port of the store. */
record StoreAddress(String host, int port, boolean tls, int database) {
  private static final int DEFAULT_PORT = 6379;
  private static final Pattern DATABASE = Pattern.compile("/[0-9]{1,3}");

  /** The address in a URL; empty if it is none, or holds more than an address. */
  static Optional<StoreAddress> parse(String url) {
    try {
      URI uri = new URI(url.strip());
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean tls = scheme.equals("rediss");
      if (uri.getHost() == null
          || !(tls || scheme.equals("redis"))
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || uri.getPort() == 0
          || uri.getPort() > 65535) {
        return Optional.empty();
      }
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      // Lettuce expects an IPv6 literal without brackets.
      String host = uri.getHost().replace("[", "").replace("]", "");
      return database(uri.getRawPath()).map(number -> new StoreAddress(host, port, tls, number));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> database(@Nullable String path) {
    if (path == null || path.isEmpty() || path.equals("/")) {
      return Optional.of(0);
    }
    return DATABASE.matcher(path).matches()
        ? Optional.of(Integer.valueOf(path.substring(1)))
        : Optional.empty();
  }
}
