package io.kycgateway.store;

import io.kycgateway.common.ServerUrl;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the store is. */
record StoreAddress(String host, int port, boolean tls, int database) {
  private static final int DEFAULT_PORT = 6379;
  private static final Pattern DATABASE = Pattern.compile("/[0-9]{1,3}");

  /** The address in a URL; empty if it is none, or holds more than an address. */
  static Optional<StoreAddress> parse(String url) {
    try {
      ServerUrl server = ServerUrl.parse(url, "redis", "rediss");
      if (server.uri().getRawQuery() != null) {
        return Optional.empty();
      }
      int port = server.port() < 0 ? DEFAULT_PORT : server.port();
      boolean tls = server.scheme().equals("rediss");
      // Lettuce wants an IPv6 literal bare.
      String host = server.host().replace("[", "").replace("]", "");
      return database(server.uri().getRawPath())
          .map(number -> new StoreAddress(host, port, tls, number));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As a URL again. */
  String url() {
    return (tls ? "rediss" : "redis")
        + "://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port
        + "/"
        + database;
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
