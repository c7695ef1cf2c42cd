package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kycgateway.address.ForwardedHeader;
import io.kycgateway.startup.StartupErrors;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardedHeaderSettingTest {
  @Test
  void header_thatIsNotOneOfTheTwo_isToldWhichTheyAre() {
    Throwable refused =
        catchThrowable(
            () -> ConfigurationFiles.config(Map.of("KYC_FORWARDED_HEADER", "X-Real-IP")));

    assertThat(StartupErrors.configuration(refused).orElseThrow())
        .endsWith("clientAddress.header: must be X-Forwarded-For or Forwarded");
  }

  @Test
  void header_inLowerCase_isTheSame() throws Exception {
    assertThat(
            ConfigurationFiles.config(Map.of("KYC_FORWARDED_HEADER", "forwarded"))
                .clientAddress()
                .header())
        .isEqualTo(ForwardedHeader.FORWARDED);
  }
}
