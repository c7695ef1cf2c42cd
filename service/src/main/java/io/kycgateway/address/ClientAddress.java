package io.kycgateway.address;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The address of a client; an IPv4-mapped IPv6 address is IPv4. Personal data. */
public final class ClientAddress {
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final int LONGEST = 45;

  private final InetAddress address;

  private ClientAddress(InetAddress address) {
    this.address = address;
  }

  /** Parses a literal, in brackets or not; never queries the DNS. */
  public static Optional<ClientAddress> parse(String literal) {
    String bare =
        literal.startsWith("[") && literal.endsWith("]")
            ? literal.substring(1, literal.length() - 1)
            : literal;
    // The parser accepts digits of every script, and scopes.
    if (bare.length() > LONGEST
        || !bare.chars().allMatch(c -> c == '.' || c == ':' || isHexDigit(c))
        || !InetAddresses.isInetAddress(bare)) {
      return Optional.empty();
    }
    return Optional.of(new ClientAddress(InetAddresses.forString(bare)));
  }

  private static boolean isHexDigit(int c) {
    return c < 128 && HexFormat.isHexDigit(c);
  }

  /** As text, in the one canonical form. */
  public String text() {
    return InetAddresses.toAddrString(address);
  }

  /**
   * What is counted as one client: an IPv4 address, or the /64 that is assigned to an IPv6
   * subscriber.
   */
  public String network() {
    return isIpv6()
        ? HexFormat.of().formatHex(address.getAddress(), 0, IPV6_NETWORK_BYTES)
        : text();
  }

  boolean isIpv6() {
    return address instanceof Inet6Address;
  }

  byte[] bytes() {
    return address.getAddress();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientAddress that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  /** Omits the address. */
  @Override
  public String toString() {
    return "ClientAddress[]";
  }
}
