package io.kycgateway.testing;

import io.kycgateway.testing.contract.ClientChecks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP by hand, for what a proper client would never send. */
public final class RawHttp {
  /** Only a test that fails waits so long for an answer. */
  private static final int PATIENCE_MILLIS = 120_000;

  private RawHttp() {}

  /**
   * An answer.
   *
   * @param headers by lower-case name
   */
  public record Answer(int status, Map<String, String> headers, String body) {}

  /** The head of a verification request, with a key and further header lines, without its end. */
  public static String head(String... headerLines) {
    return headAs(TestGateway.API_KEY, headerLines);
  }

  /** The same with that API key. */
  public static String headAs(String apiKey, String... headerLines) {
    StringBuilder head =
        new StringBuilder("POST /v1/verifications HTTP/1.1\r\nHost: gateway\r\n")
            .append("Content-Type: application/json\r\n")
            .append("Authorization: Bearer " + apiKey + "\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    return head.toString();
  }

  /** A whole verification request; the connection closes after its answer. */
  public static byte[] request(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head = head("Connection: close", "Content-Length: " + bytes.length);
    return (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
  }

  /** Connects and sends; the caller reads, or closes. */
  public static Socket send(URI server, byte[] bytes) throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
    return socket;
  }

  /** Sends and reads the first answer. */
  public static Answer exchange(URI server, String request) throws IOException {
    return exchange(server, request.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends and reads the first answer. */
  public static Answer exchange(URI server, byte[] request) throws IOException {
    Answer answer;
    try (Socket socket = send(server, request)) {
      answer = read(socket.getInputStream());
    }
    ClientChecks.check(server, request, answer);
    return answer;
  }

  /**
   * Asks with a target exactly as it is written, and without a body.
   *
   * @param authorization the header's value; null: none
   */
  public static Answer ask(URI server, String method, String target, String authorization) {
    try {
      return exchange(
          server,
          method
              + " "
              + target
              + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Length: 0\r\n"
              + (authorization == null ? "" : "Authorization: " + authorization + "\r\n")
              + "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + target, e);
    }
  }

  /** Sends a body of that many bytes, which is no JSON. */
  public static void sendBody(OutputStream out, int size, boolean chunked) throws IOException {
    byte[] part = "a".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    for (int sent = 0; sent < size; ) {
      int length = Math.min(part.length, size - sent);
      if (chunked) {
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
      out.write(part, 0, length);
      if (chunked) {
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      sent += length;
    }
    if (chunked) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Reads one answer; it must say its length, or end with the connection. */
  public static Answer read(InputStream in) throws IOException {
    String[] statusLine = line(in).split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(statusLine[1]);
    String length = status < 200 ? "0" : headers.get("content-length");
    byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended after: " + line);
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
