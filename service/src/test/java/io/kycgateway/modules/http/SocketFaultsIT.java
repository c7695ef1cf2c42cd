package io.kycgateway.modules.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.modules.ModuleFailures;
import io.kycgateway.testing.FaultServer;
import io.kycgateway.testing.FaultServers;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.TestGateway;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every module, failing below HTTP or against it. */
class SocketFaultsIT {
  private static final long MAX_ANSWER = 1024 * 1024;

  private static FaultServers modules;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    modules = FaultServers.start();
    Map<String, String> settings = modules.settings();
    // Below every module's timeout.
    settings.put("moduleHttp.connectionTimeout", "900ms");
    gateway = TestGateway.start(settings);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    modules.close();
  }

  @AfterEach
  void recover() throws Exception {
    modules.recover();
  }

  @ParameterizedTest
  @MethodSource(ModuleNames.ALL)
  void connection_refused_isTriedAgainAndFails(String module) throws Exception {
    modules.of(module).refuse();

    verify(module, "unreachable", "error", 2);
  }

  @ParameterizedTest
  @MethodSource(ModuleNames.ALL)
  void connection_notAccepted_timesOut(String module) throws Exception {
    modules.of(module).fillBacklog();

    verify(module, "timeout", "timeout", 1);
  }

  @ParameterizedTest
  @MethodSource(ModuleNames.ALL)
  void connection_resetBeforeAnAnswer_isTriedAgainAndFails(String module) {
    modules.of(module).resetConnections();

    verify(module, "unreachable", "error", 2);
    assertThat(modules.of(module).requests()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource(ModuleNames.ALL)
  void connection_resetInMidBody_failsAtOnce(String module) {
    modules.of(module).resetInMidBody();

    verify(module, "invalid_response", "error", 1);
    assertThat(modules.of(module).requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource(ModuleNames.ALL)
  void connection_closedInMidBody_failsAtOnce(String module) {
    modules.of(module).answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"score\": 0.9, ");

    verify(module, "invalid_response", "error", 1);
    assertThat(modules.of(module).requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "liveness, true",
    "liveness, false",
    "antifraud, true",
    "antifraud, false",
    "decision, false"
  })
  void answer_withoutEnd_isCutOffAtTheLimit(String module, boolean announced) {
    FaultServer server = modules.of(module);
    server.flood(announced);

    verify(module, "invalid_response", "error", 1);
    // What the buffers of sockets hold was sent as well.
    assertThat(server.bytesSent()).isLessThan(32 * MAX_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: zq9Marker\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzq9Marker\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}",
        "HTTP/1.1 200 OK\r\n"
            + "Content-Encoding: gzip\r\n"
            + "Connection: close\r\n"
            + "Content-Length: 2\r\n\r\n"
            + "{}",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 13\r\n\r\n[\"zq9Marker\"]",
        "HTTP/1.1 000 zq9Marker\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
      })
  void answer_badHttp_fails(String bytes) {
    modules.of("ocr").answer(bytes);

    verify("ocr", "invalid_response", "error", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 zq9Marker\r\n\r\n", "zq9Marker\r\n\r\n", "\r\n"})
  void answer_noHttpAtAll_isTriedAgainAndFails(String bytes) {
    modules.of("ocr").answer(bytes);

    verify("ocr", "unreachable", "error", 2);
  }

  private static void verify(String module, String failure, String outcome, int attempts) {
    ModuleFailures.verify(gateway, module, "s3://any", failure, outcome, attempts);
  }
}
