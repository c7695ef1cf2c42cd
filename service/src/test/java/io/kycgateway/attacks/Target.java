package io.kycgateway.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.FaultServer;
import io.kycgateway.testing.FaultServers;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A gateway under attack, its modules, and a server that must never be called. Every answer is
 * looked at: none may repeat what was sent, or say what the gateway is made of.
 */
final class Target implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;

  private final FaultServers modules;
  private final FaultServer canary;
  private final TestGateway gateway;

  private Target(FaultServers modules, FaultServer canary, TestGateway gateway) {
    this.modules = modules;
    this.canary = canary;
    this.gateway = gateway;
  }

  static Target start() throws Exception {
    FaultServers modules = FaultServers.start();
    Map<String, String> settings = modules.settings();
    settings.put("logging.level", "INFO");
    settings.put("authFailures.perMinute", "30");
    return new Target(modules, FaultServer.start("canary"), TestGateway.start(settings));
  }

  TestGateway gateway() {
    return gateway;
  }

  FaultServer module(String name) {
    return modules.of(name);
  }

  /** The server that must not be called. */
  FaultServer canary() {
    return canary;
  }

  void recover() throws IOException {
    modules.recover();
  }

  /** A verification request with that body and further header lines, and a right key. */
  String verify(String body, String... headerLines) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return application(
        RawHttp.head(headerLines)
            + "Connection: close\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n"
            + new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** A good verification request but for these header lines, which are all of its own. */
  String verifyAs(String... headerLines) throws IOException {
    String body = Requests.genuine();
    StringBuilder head = new StringBuilder("POST /v1/verifications HTTP/1.1\r\nHost: gateway\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    return application(
        head
            + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /** A request without a body, with a right key. */
  String ask(String method, String target, String... headerLines) throws IOException {
    StringBuilder head =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: gateway\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    return application(
        head
            + "Authorization: Bearer "
            + TestGateway.API_KEY
            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  /** A request to the admin connector. */
  String admin(String method, String target, String... headerLines) throws IOException {
    StringBuilder head =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: gateway\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    return exchange(gateway.adminUrl(), head + "Content-Length: 0\r\nConnection: close\r\n\r\n");
  }

  /** Those bytes, to the application connector. */
  String application(String latin1) throws IOException {
    return exchange(gateway.url(), latin1);
  }

  /** All answers until the connection ends, and whether it does. */
  private static String exchange(URI server, String latin1) throws IOException {
    StringBuilder summary = new StringBuilder();
    try (Socket socket = RawHttp.send(server, latin1.getBytes(StandardCharsets.ISO_8859_1))) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      while (true) {
        RawHttp.Answer answer;
        try {
          answer = RawHttp.read(socket.getInputStream());
        } catch (SocketTimeoutException e) {
          return summary + ", connection open";
        } catch (IOException e) {
          return summary.isEmpty() ? "connection closed" : summary.toString();
        }
        lookAt(answer);
        summary.append(summary.isEmpty() ? "" : ", then ").append(sum(answer));
      }
    }
  }

  private static void lookAt(RawHttp.Answer answer) {
    String all = answer.headers() + answer.body();
    assertThat(all)
        .doesNotContain(Problems.MARKER)
        .doesNotContain(TestGateway.API_KEY)
        .doesNotContainIgnoringCase("jetty")
        .doesNotContainIgnoringCase("jersey")
        .doesNotContain("Exception")
        .doesNotContain("\tat ")
        .doesNotContain("io.kycgateway");
    assertThat(answer.headers())
        .doesNotContainKeys("server", "x-powered-by", "access-control-allow-origin", "set-cookie")
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("cache-control", "no-store")
        .containsEntry("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }

  private static String sum(RawHttp.Answer answer) {
    String type = answer.headers().getOrDefault("content-type", "");
    if (type.startsWith("application/problem+json") && !answer.body().isEmpty()) {
      return answer.status() + " " + Problems.json(answer.body()).path("code").textValue();
    }
    if (type.startsWith("application/json") && !answer.body().isEmpty()) {
      return answer.status() + " " + Problems.json(answer.body()).path("status").textValue();
    }
    return "" + answer.status();
  }

  @Override
  public void close() {
    gateway.close();
    modules.close();
    canary.close();
  }
}
