package io.kycgateway.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://face_match:8000/v1, http, face_match, 8000",
    "HTTP://Face.Example/, http, Face.Example, -1",
    "https://[::1]:8443/x?y=z, https, [::1], 8443",
    "http://192.0.2.1, http, 192.0.2.1, -1",
    "http://push_gateway:9091, http, push_gateway, 9091",
    "http://a-b_c.svc.cluster.local:65535/, http, a-b_c.svc.cluster.local, 65535",
  })
  void url_ofAServer_isReadWithItsHostAndPort(String text, String scheme, String host, int port) {
    ServerUrl url = ServerUrl.http(text);

    assertThat(url.scheme()).isEqualTo(scheme);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.uri().getScheme()).isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource({
    "http://svc:secret@host/, credentials",
    "http://secret@host, credentials",
    "http://host:99999/, port",
    "http://host:0/, port",
    "http://host:-1/, URL",
    "http://host:123456/, port",
    "ftp://host/, URL",
    "host:80, URL",
    "/path, URL",
    "http://, URL",
    "http:///path, URL",
    "http://ho st/, URL",
    "http://host/#part, URL",
    "not a URL, URL",
  })
  void url_thatCannotBeCalled_isRefusedWithoutBeingRepeated(String text, String reason) {
    assertThatThrownBy(() -> ServerUrl.http(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host:/x", " http://host/x "})
  void url_withSuperfluousParts_isRead(String text) {
    assertThat(ServerUrl.http(text).host()).isEqualTo("host");
  }
}
