package io.kycgateway.address;

import java.util.Optional;
import java.util.regex.Pattern;

/** A CIDR range of addresses. */
record AddressRange(ClientAddress first, int bits) {
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final int WIDEST_PRIVATE_IPV4 = 8;
  private static final int WIDEST_PRIVATE_IPV6 = 7;

  /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or one address; empty if it is none of them. */
  static Optional<AddressRange> parse(String cidr) {
    int slash = cidr.indexOf('/');
    Optional<ClientAddress> first =
        ClientAddress.parse(slash < 0 ? cidr : cidr.substring(0, slash));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    int all = first.get().bytes().length * Byte.SIZE;
    String length = slash < 0 ? Integer.toString(all) : cidr.substring(slash + 1);
    if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > all) {
      return Optional.empty();
    }
    return Optional.of(new AddressRange(first.get(), Integer.parseInt(length)));
  }

  /** Whether it is wider than 10.0.0.0/8 (RFC 1918) or, of IPv6, fc00::/7 (RFC 4193). */
  boolean isWiderThanAnyPrivateNetwork() {
    return bits < (first.isIpv6() ? WIDEST_PRIVATE_IPV6 : WIDEST_PRIVATE_IPV4);
  }

  boolean contains(ClientAddress address) {
    byte[] ours = first.bytes();
    byte[] theirs = address.bytes();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += Byte.SIZE) {
      int different = (ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & 0xff;
      int counted = Math.min(Byte.SIZE, bits - bit);
      if (different >>> (Byte.SIZE - counted) != 0) {
        return false;
      }
    }
    return true;
  }
}
