package io.kycgateway.address;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A header to which each proxy appends the address of its own client. */
public enum ForwardedHeader {
  /** The de-facto standard: addresses separated by commas. */
  @JsonProperty("X-Forwarded-For")
  X_FORWARDED_FOR("X-Forwarded-For") {
    @Override
    Optional<ClientAddress> address(String element) {
      return node(element.strip());
    }
  },

  /** RFC 7239: elements of parameters, {@code for} among them, quoted where needed. */
  @JsonProperty("Forwarded")
  FORWARDED("Forwarded") {
    @Override
    Optional<ClientAddress> address(String element) {
      Optional<ClientAddress> found = Optional.empty();
      int times = 0;
      for (Iterator<String> i = fromTheRight(element, ';'); i.hasNext(); ) {
        String parameter = i.next().strip();
        int equals = parameter.indexOf('=');
        if (equals > 0 && parameter.substring(0, equals).toLowerCase(Locale.ROOT).equals("for")) {
          times++;
          found = node(unquoted(parameter.substring(equals + 1)));
        }
      }
      return times == 1 ? found : Optional.empty();
    }
  };

  // An address and perhaps a port: 192.0.2.1, 192.0.2.1:4711, 2001:db8::1, [2001:db8::1]:4711.
  private static final Pattern IPV4_WITH_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}");
  private static final Pattern IPV6_WITH_PORT = Pattern.compile("(\\[[^\\]]+\\]):[0-9]{1,5}");

  private final String headerName;

  ForwardedHeader(String headerName) {
    this.headerName = headerName;
  }

  /**
   * The header of that name, in any case.
   *
   * @throws IllegalArgumentException names those that can be read
   */
  @JsonCreator
  static ForwardedHeader of(String name) {
    return Stream.of(values())
        .filter(header -> header.headerName.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be X-Forwarded-For or Forwarded"));
  }

  /** The header's name in HTTP. */
  public String headerName() {
    return headerName;
  }

  /** The address in one element of the header; empty if it is hidden, unknown or garbage. */
  abstract Optional<ClientAddress> address(String element);

  /** The elements of all of the header's lines, the last of the last line first. */
  Iterator<String> elements(List<String> lines) {
    return fromTheRight(String.join(",", lines), ',');
  }

  private static Optional<ClientAddress> node(String node) {
    Matcher ipv4 = IPV4_WITH_PORT.matcher(node);
    Matcher ipv6 = IPV6_WITH_PORT.matcher(node);
    return ClientAddress.parse(
        ipv4.matches() ? ipv4.group(1) : ipv6.matches() ? ipv6.group(1) : node);
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
  }

  // From the right, because the left part is untrusted: a quote that a client opens there must not
  // swallow what trusted proxies appended.
  private static Iterator<String> fromTheRight(String text, char separator) {
    Deque<String> parts = new ArrayDeque<>();
    boolean quoted = false;
    int end = text.length();
    for (int i = text.length() - 1; i >= 0; i--) {
      char c = text.charAt(i);
      if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.addLast(text.substring(i + 1, end));
        end = i;
      }
    }
    parts.addLast(text.substring(0, end));
    return parts.iterator();
  }
}
