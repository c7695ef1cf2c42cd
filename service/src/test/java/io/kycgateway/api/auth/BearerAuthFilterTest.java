package io.kycgateway.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.codahale.metrics.Counter;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.ratelimit.AuthFailureConfiguration;
import io.kycgateway.ratelimit.AuthFailureLimiter;
import java.net.URI;
import java.util.Optional;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerAuthFilterTest {
  private final Counter failures = new Counter();
  private final BearerAuthFilter filter =
      new BearerAuthFilter(
          key -> key.equals("right") ? Optional.of(new ApiClient("shop")) : Optional.empty(),
          AuthFailureLimiter.create(new AuthFailureConfiguration(1000, 10)),
          failures);

  @ParameterizedTest
  @ValueSource(strings = {"Bearer right", "bearer right", "BEARER  right "})
  void key_right_isTheClient(String header) {
    ContainerRequest request = request(header, "");

    filter.filter(request);

    assertThat(request.getSecurityContext().getUserPrincipal()).isEqualTo(new ApiClient("shop"));
    assertThat(request.getProperty("kyc.client")).isEqualTo("shop");
    assertThat(failures.getCount()).isZero();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "right",
        "Basic right",
        "Bearerright",
        "Bearer right right",
        "Bearer right,Bearer right"
      })
  void key_missingOrWrong_isRefusedAndCounted(String header) {
    assertRefused(request(header, ""));
  }

  @Test
  void key_overlong_isRefused() {
    assertRefused(request("Bearer " + "r".repeat(257), ""));
  }

  @Test
  void key_inTheUrl_isNoKey() {
    assertRefused(request(null, "?access_token=right"));
  }

  private void assertRefused(ContainerRequest request) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> filter.filter(request));

    assertThat(refused.problem().status()).isEqualTo(401);
    assertThat(refused.problem().toString()).doesNotContain("right", "wrong");
    assertThat(failures.getCount()).isEqualTo(1);
    assertThat(request.getProperty("kyc.client")).isNull();
  }

  private static ContainerRequest request(String authorization, String query) {
    ContainerRequest request =
        new ContainerRequest(
            URI.create("http://127.0.0.1/"),
            URI.create("http://127.0.0.1/v1/verifications" + query),
            "POST",
            null,
            new MapPropertiesDelegate(),
            null);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request;
  }
}
