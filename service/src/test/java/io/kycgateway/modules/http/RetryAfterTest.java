package io.kycgateway.modules.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  @Test
  void of_secondsOrDate_isHowLongToWait() {
    BasicHttpResponse inSeconds = response("120");
    BasicHttpResponse asDate = response("Sun, 06 Nov 1994 08:49:37 GMT");
    asDate.setHeader("Date", "Sun, 06 Nov 1994 08:49:07 GMT");

    assertThat(RetryAfter.of(inSeconds)).isEqualTo(Duration.ofMinutes(2));
    assertThat(RetryAfter.of(asDate)).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999", "Sun, 06 Nov 1994 08:49:37 GMT"})
  void of_whatIsNotUnderstood_isNothing(String value) {
    assertThat(RetryAfter.of(response(value))).isNull();
  }

  private static BasicHttpResponse response(String retryAfter) {
    BasicHttpResponse response = new BasicHttpResponse(503);
    response.setHeader("Retry-After", retryAfter);
    return response;
  }
}
