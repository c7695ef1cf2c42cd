package io.kycgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends a request exactly as it is written: no client in between mends its path or its method. */
public final class WireHttp {
  private static final int SILENCE_MILLIS = 20_000;

  /** What came back; the names of headers are in lower case. */
  public record Response(int status, Map<String, String> headers, String body) {}

  private WireHttp() {}

  /**
   * Sends a request without a body on a connection of its own.
   *
   * @param target the request target as it shall stand on the wire
   * @param authorization the header's value; null: none
   */
  public static Response send(URI server, String method, String target, String authorization) {
    String request =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: "
            + server.getAuthority()
            + "\r\nConnection: close\r\nContent-Length: 0\r\n"
            + (authorization == null ? "" : "Authorization: " + authorization + "\r\n")
            + "\r\n";
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), SILENCE_MILLIS);
      socket.setSoTimeout(SILENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + target, e);
    }
  }

  private static Response parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (!text.startsWith("HTTP/1.1 ") || end < 0) {
      throw new IllegalArgumentException("not an HTTP response: " + text);
    }
    Map<String, String> headers = new TreeMap<>();
    text.substring(0, end)
        .lines()
        .skip(1)
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              headers.put(
                  line.substring(0, colon).toLowerCase(Locale.ROOT),
                  line.substring(colon + 1).strip());
            });
    return new Response(Integer.parseInt(text.substring(9, 12)), headers, text.substring(end + 4));
  }
}
