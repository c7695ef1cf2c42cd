package io.kycgateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's address, whatever a client writes into the headers. */
class TrustedProxiesTest {
  private static final AddressConfiguration NO_PROXIES = new AddressConfiguration(null, null);

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP"})
  void headers_fromAnUntrustedPeer_changeNothing(String spoofed) {
    for (ForwardedHeader header : ForwardedHeader.values()) {
      TrustedProxies proxies =
          TrustedProxies.of(new AddressConfiguration(List.of("10.0.0.0/8"), header));

      ClientAddress client =
          proxies.client(
              "192.0.2.9",
              name -> name.equals(spoofed) ? List.of("1.2.3.4", "for=1.2.3.4") : List.of());

      assertThat(client.text()).isEqualTo("192.0.2.9");
    }
  }

  @Test
  void headers_withoutAnyTrustedProxy_changeNothing() {
    assertThat(
            TrustedProxies.of(NO_PROXIES).client("127.0.0.1", name -> List.of("1.2.3.4")).network())
        .isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // What the trusted peer 10.0.0.1 passes on | the client.
        "203.0.113.7 | 203.0.113.7",
        "6.6.6.6, 203.0.113.7 | 203.0.113.7",
        "10.9.9.9, 203.0.113.7, 10.0.0.2 | 203.0.113.7",
        "203.0.113.7,10.0.0.3,10.0.0.2 | 203.0.113.7",
        "10.0.0.3, 10.0.0.2 | 10.0.0.3",
        "203.0.113.7:4711 | 203.0.113.7",
        "2001:db8::1 | 2001:db8::1",
        "[2001:db8::1]:4711 | 2001:db8::1",
        "[2001:db8::1] | 2001:db8::1",
        "2001:DB8:0:0::1 | 2001:db8::1",
        "::ffff:203.0.113.7 | 203.0.113.7",
        "203.0.113.7, ::ffff:10.0.0.2 | 203.0.113.7",
        // Garbage: as far as the last one that is known.
        "'' | 10.0.0.1",
        "unknown | 10.0.0.1",
        "203.0.113.7, unknown | 10.0.0.1",
        "203.0.113.7, garbage, 10.0.0.2 | 10.0.0.2",
        "203.0.113.7,, 10.0.0.2 | 10.0.0.2",
        "203.0.113.7, | 10.0.0.1",
        "localhost | 10.0.0.1",
        "example.org | 10.0.0.1",
        "203.0.113.07 | 10.0.0.1",
        "203.0.113 | 10.0.0.1",
        "203.0.113.7.8 | 10.0.0.1",
        "3405803783 | 10.0.0.1",
        "0xcb007107 | 10.0.0.1",
        "203.0.113.256 | 10.0.0.1",
        "-1.2.3.4 | 10.0.0.1",
        "203.0.113.7:99999999 | 10.0.0.1",
        "fe80::1%eth0 | 10.0.0.1",
        "[203.0.113.7 | 10.0.0.1",
        "٢٠٣.0.113.7 | 10.0.0.1",
        "for=203.0.113.7 | 10.0.0.1",
        "'\"203.0.113.7\"' | 10.0.0.1",
      })
  void xForwardedFor_ofATrustedPeer_isWalkedFromTheRight(String header, String client) {
    assertThat(behindProxies(ForwardedHeader.X_FORWARDED_FOR, header)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=203.0.113.7 | 203.0.113.7",
        "For=203.0.113.7;proto=https;by=10.0.0.1 | 203.0.113.7",
        "proto=http ; FOR=\"203.0.113.7:4711\" | 203.0.113.7",
        "for=\"[2001:db8:cafe::17]:4711\" | 2001:db8:cafe::17",
        "for=\"\\[2001:db8:cafe::17\\]\" | 2001:db8:cafe::17",
        "for=6.6.6.6, for=203.0.113.7, for=10.0.0.2 | 203.0.113.7",
        "for=\"6.6.6.6, for=203.0.113.7 | 203.0.113.7",
        "for=6.6.6.6;by=\"a,b, for=203.0.113.7 | 203.0.113.7",
        "for=203.0.113.7;host=\"a,b;for=6.6.6.6\" | 203.0.113.7",
        "for=_hidden | 10.0.0.1",
        "for=\"_SEVKISEK\" | 10.0.0.1",
        "for=unknown | 10.0.0.1",
        "for=203.0.113.7, for=unknown, for=10.0.0.2 | 10.0.0.2",
        "for=6.6.6.6;for=203.0.113.7 | 10.0.0.1",
        "by=203.0.113.7 | 10.0.0.1",
        "203.0.113.7 | 10.0.0.1",
        "for= | 10.0.0.1",
        "for | 10.0.0.1",
        "=203.0.113.7 | 10.0.0.1",
        "for=\" | 10.0.0.1",
        "'' | 10.0.0.1",
      })
  void forwarded_ofATrustedPeer_isWalkedFromTheRight(String header, String client) {
    assertThat(behindProxies(ForwardedHeader.FORWARDED, header)).isEqualTo(client);
  }

  @Test
  void lines_several_areOneListInTheirOrder() {
    TrustedProxies proxies = proxies(ForwardedHeader.X_FORWARDED_FOR);

    assertThat(
            proxies
                .client("10.0.0.1", name -> List.of("6.6.6.6", "203.0.113.7, 10.0.0.3", "10.0.0.2"))
                .text())
        .isEqualTo("203.0.113.7");
  }

  @Test
  void header_thatTheProxiesDoNotWrite_isNeverLookedAt() {
    assertThat(
            proxies(ForwardedHeader.X_FORWARDED_FOR)
                .client(
                    "10.0.0.1",
                    name ->
                        name.equals("Forwarded") ? List.of("for=6.6.6.6") : List.of("203.0.113.7"))
                .text())
        .isEqualTo("203.0.113.7");
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
  })
  void networks_ofOneSubscriber_areOne(String one, String other, boolean same) {
    assertThat(network(one).equals(network(other))).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.0/9, 10.128.0.1, false",
    "192.0.2.128/25, 192.0.2.129, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "::1, ::1, true",
  })
  void range_ofAddresses_containsItsOwn(String range, String address, boolean contained) {
    assertThat(
            AddressRange.parse(range)
                .orElseThrow()
                .contains(ClientAddress.parse(address).orElseThrow()))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "fd00::/129", "10.0.0.0/-1", "10.0.0.0/08", "10/8", "a/8", "", "/"})
  void range_thatCannotBeRead_isRefused(String range) {
    assertThat(new AddressConfiguration(List.of(range), null).isEveryRangeReadable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"[::1], ::1", "fe80::1%eth0, fe80::1", "[fe80::1%2], fe80::1", "'', 0.0.0.0"})
  void peer_asTheServerWritesIt_isUnderstood(String peer, String address) {
    assertThat(TrustedProxies.of(NO_PROXIES).client(peer, name -> List.of()).text())
        .isEqualTo(address);
  }

  @Test
  void address_inALogLine_isLeftOut() {
    assertThat(ClientAddress.parse("192.0.2.1").orElseThrow().toString()).doesNotContain("192");
  }

  private static String network(String address) {
    return ClientAddress.parse(address).orElseThrow().network();
  }

  private static TrustedProxies proxies(ForwardedHeader header) {
    return TrustedProxies.of(new AddressConfiguration(List.of("10.0.0.0/8"), header));
  }

  private static String behindProxies(ForwardedHeader header, String value) {
    return proxies(header).client("10.0.0.1", name -> List.of(value)).text();
  }
}
