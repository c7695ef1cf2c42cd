package io.kycgateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreAddressTest {
  @ParameterizedTest
  @CsvSource({
    "redis://kyc_valkey, kyc_valkey, 6379, false, 0",
    "REDISS://store.example:6380/2, store.example, 6380, true, 2",
    "redis://[::1]:7000/, ::1, 7000, false, 0",
  })
  void url_ofAStore_isItsAddress(String url, String host, int port, boolean tls, int database) {
    assertThat(StoreAddress.parse(url)).contains(new StoreAddress(host, port, tls, database));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://user:secret@host",
        "redis://host:99999",
        "redis://host:0",
        "redis://host/x",
        "redis://host?db=1",
        "http://host",
        "host:6379",
        "redis://",
      })
  void url_withMoreOrLess_isNone(String url) {
    assertThat(StoreAddress.parse(url)).isEmpty();
  }
}
