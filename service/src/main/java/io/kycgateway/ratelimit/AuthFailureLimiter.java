package io.kycgateway.ratelimit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.codahale.metrics.Clock;
import io.kycgateway.address.ClientAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Throttles failed authentication by client address. Only failures are counted and throttled: valid
 * credentials always pass, whatever other clients of the same address do. Memory is bounded, and an
 * address is forgotten after a minute without failures. Safe for use by many threads.
 */
public final class AuthFailureLimiter {
  private static final int WINDOW_SECONDS = 60;
  private static final int KEY_BYTES = 16;

  // One bucket for all clients whose address is unknown.
  private static final String UNKNOWN = "";

  private final @Nullable Limit limit;
  private final InMemoryBuckets buckets;

  AuthFailureLimiter(AuthFailureConfiguration configuration, Clock clock) {
    this.limit =
        configuration.perMinute() == 0
            ? null
            : new Limit(
                LimitScope.IP, List.of(new Quota(configuration.perMinute(), WINDOW_SECONDS)));
    this.buckets = new InMemoryBuckets(configuration.maxAddresses(), clock);
  }

  /** With no failures recorded yet. */
  public static AuthFailureLimiter create(AuthFailureConfiguration configuration) {
    return new AuthFailureLimiter(configuration, Clock.defaultClock());
  }

  /**
   * Records a failed authentication.
   *
   * @param address the client's; null: unknown
   * @return 0: below the limit; else the seconds until the address is below it again, at least 1
   */
  public long recordFailure(@Nullable String address) {
    if (limit == null) {
      return 0;
    }
    // An address is at most 15 characters, a network 16: none is truncated.
    byte[] key = Arrays.copyOf(key(address).getBytes(US_ASCII), KEY_BYTES);
    Consumption consumption = buckets.consume(limit, BucketKey.of(key));
    return consumption.allowed() ? 0 : consumption.seconds();
  }

  /** Addresses that are tracked now. */
  long size() {
    return buckets.tracked(LimitScope.IP);
  }

  /**
   * The unit that failures are counted by: an IPv4 address, or the /64 network of an IPv6 address,
   * within which a client may use a new address for every attempt.
   */
  static String key(@Nullable String address) {
    if (address == null) {
      return UNKNOWN;
    }
    int zone = address.indexOf('%');
    return ClientAddress.parse(zone < 0 ? address : address.substring(0, zone))
        .map(ClientAddress::network)
        .orElse(UNKNOWN);
  }
}
