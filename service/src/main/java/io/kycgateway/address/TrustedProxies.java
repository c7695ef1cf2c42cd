package io.kycgateway.address;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the client behind trusted proxies. Headers from any other peer are ignored. Immutable. */
public final class TrustedProxies {
  private static final ClientAddress UNKNOWN = ClientAddress.parse("0.0.0.0").orElseThrow();

  private final List<AddressRange> ranges;
  private final ForwardedHeader header;

  private TrustedProxies(List<AddressRange> ranges, ForwardedHeader header) {
    this.ranges = ranges;
    this.header = header;
  }

  /** Expects a validated configuration. */
  public static TrustedProxies of(AddressConfiguration configuration) {
    return new TrustedProxies(
        configuration.trustedProxies().stream()
            .map(AddressRange::parse)
            .flatMap(Optional::stream)
            .toList(),
        configuration.header());
  }

  /**
   * The client's address: starting from the peer, each trusted proxy's entry names the hop before
   * it. An entry that is no address ends the chain at the proxy that wrote it.
   *
   * @param peer the address at the other end of the connection, as the server has it
   * @param lines all lines of the header of that name, in their order
   */
  public ClientAddress client(String peer, Function<String, List<String>> lines) {
    // A link-local peer comes with its scope. One without any address is no network connection.
    int scope = peer.indexOf('%');
    String literal = scope < 0 ? peer : peer.substring(0, scope).replace("[", "");
    ClientAddress client = ClientAddress.parse(literal).orElse(UNKNOWN);
    if (!isTrusted(client)) {
      return client;
    }
    Iterator<String> elements = header.elements(lines.apply(header.headerName()));
    while (elements.hasNext()) {
      Optional<ClientAddress> before = header.address(elements.next());
      if (before.isEmpty()) {
        return client;
      }
      client = before.get();
      if (!isTrusted(client)) {
        return client;
      }
    }
    return client;
  }

  private boolean isTrusted(ClientAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
