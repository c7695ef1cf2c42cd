package io.kycgateway.modules.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.Clock;
import io.dropwizard.util.Duration;
import io.kycgateway.common.ServerUrl;
import io.kycgateway.modules.CallControl;
import io.kycgateway.modules.Circuit;
import io.kycgateway.modules.CircuitBreakingModuleClient;
import io.kycgateway.modules.CircuitConfiguration;
import io.kycgateway.modules.ModuleCall;
import io.kycgateway.modules.ModuleClient;
import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.modules.ModulePayload;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.modules.RetryingModuleClient;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.junit.jupiter.api.Test;

/** Tells a module's failure from a bug of this program and from a cancelled call. */
class HttpModuleClientTest {
  private static final int CLOSED = 0;

  private final CallControl control = new CallControl();
  private final ModuleCall call =
      new ModuleCall(
          "verification-1",
          new ModulePayload(new byte[] {'{'}, new byte[] {'}'}),
          new VerificationContext(Channel.ONLINE, "r", TraceContext.started(), null),
          TraceContext.started(),
          1_000,
          control,
          1);

  @Test
  void httpClient_throwingARuntimeException_isABugAndNoResult() {
    ModuleClient client =
        client(
            handler -> {
              throw new IllegalStateException("a bug");
            });

    assertThatThrownBy(() -> client.call(call))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");
  }

  @Test
  void responseHandler_throwingARuntimeException_isABugAndNoResult() {
    ModuleClient client =
        client(
            handler ->
                handler.handleResponse(
                    new BasicClassicHttpResponse(200) {
                      @Override
                      public HttpEntity getEntity() {
                        throw new IllegalArgumentException("a bug");
                      }
                    }));

    assertThatThrownBy(() -> client.call(call))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a bug");
  }

  @Test
  void runtimeException_ofACancelledCall_isItsCancellation() {
    ModuleClient client =
        client(
            handler -> {
              control.cancel();
              throw new IllegalStateException("the connection was closed");
            });

    assertThat(client.call(call))
        .isInstanceOfSatisfying(
            ModuleResult.Failed.class,
            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.CANCELLED));
  }

  @Test
  void bug_repeated_isNeitherRetriedNorToldToTheCircuit() {
    AtomicInteger attempts = new AtomicInteger();
    Circuit circuit =
        new Circuit(
            ModuleName.OCR,
            new CircuitConfiguration(true, 0.01, 1, Duration.seconds(10), Duration.seconds(10), 1),
            Clock.defaultClock());
    ModuleClient client =
        new CircuitBreakingModuleClient(
            new RetryingModuleClient(
                client(
                    handler -> {
                      attempts.incrementAndGet();
                      throw new IllegalStateException("a bug");
                    }),
                3),
            circuit);

    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> client.call(call)).isInstanceOf(IllegalStateException.class);
    }

    assertThat(attempts).hasValue(10);
    assertThat(circuit.state()).isEqualTo(CLOSED);
  }

  private static ModuleClient client(Exchange exchange) {
    HttpClient http =
        (HttpClient)
            Proxy.newProxyInstance(
                HttpModuleClientTest.class.getClassLoader(),
                new Class<?>[] {HttpClient.class},
                (proxy, method, arguments) ->
                    exchange.with((HttpClientResponseHandler<?>) arguments[arguments.length - 1]));
    return new HttpModuleClient(ModuleName.OCR, ServerUrl.http("http://127.0.0.1:1/"), http, 1_000);
  }

  private interface Exchange {
    Object with(HttpClientResponseHandler<?> handler) throws Exception;
  }
}
