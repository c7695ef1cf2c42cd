package io.kycgateway.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** A gateway that is not what its contract says fails the test that it is in, whatever client. */
class ContractIT {
  @Test
  void answer_outsideOfTheContract_failsTheTest() throws Exception {
    TestGateway gateway = gatewayHeldTo("degraded_modules: {", "degraded: {");

    assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);

    assertThatThrownBy(gateway::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("outside of docs/openapi.yaml", "'degraded_modules'");
  }

  @Test
  void request_outsideOfTheContract_thatIsAccepted_failsTheTest() throws Exception {
    TestGateway gateway = gatewayHeldTo("maxLength: 128", "maxLength: 5");

    assertThat(RawHttp.exchange(gateway.url(), RawHttp.request(Requests.genuine())).status())
        .isEqualTo(200);

    assertThatThrownBy(gateway::close)
        .hasMessageContainingAll("the request was accepted, and its body", "/device_id");
  }

  @Test
  void request_insideOfTheContract_thatIsRefused_failsTheTest() throws Exception {
    TestGateway gateway = gatewayHeldTo("maxLength: 8192", "maxLength: 9000");
    String uri = "s3://" + "a".repeat(8200);

    assertThat(gateway.verify(Requests.withSelfie(uri)).statusCode()).isEqualTo(422);

    assertThatThrownBy(gateway::close).hasMessageContaining("the contract has nothing against it");
  }

  @Test
  void exchange_insideOfTheContract_passes() throws Exception {
    TestGateway gateway = TestGateway.start();
    assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);
    assertThat(gateway.verify("{}").statusCode()).isEqualTo(422);

    gateway.close();

    assertThat(gateway.exchangesHeld()).isEqualTo(2);
  }

  private static TestGateway gatewayHeldTo(String old, String changed) throws Exception {
    String document = Files.readString(OpenApiDocument.FILE);
    assertThat(document).contains(old);
    return TestGateway.start(OpenApiDocument.of(document.replace(old, changed)));
  }
}
