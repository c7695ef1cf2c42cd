package io.kycgateway.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.kycgateway.address.ClientAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts wrong credentials by the address that they come from. Only wrong ones are ever counted and
 * refused: whoever has the right ones gets in, whatever others behind the same address are up to.
 * Its memory is bounded, and forgets after a minute. Safe for use by many threads.
 */
public final class AuthFailureLimiter {
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final int perMinute;
  private final Ticker ticker;
  private final Cache<String, Guesses> byAddress;

  private record Guesses(int number, long since) {}

  /**
   * With nothing counted yet.
   *
   * @param ticker nanoseconds
   */
  public AuthFailureLimiter(AuthFailureConfiguration configuration, Ticker ticker) {
    this.perMinute = configuration.perMinute();
    this.ticker = ticker;
    this.byAddress =
        Caffeine.newBuilder()
            .maximumSize(configuration.maxAddresses())
            .expireAfterWrite(Duration.ofMinutes(1))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Counts a wrong credential.
   *
   * @param address the peer's; null if nobody knows
   * @return seconds after which the next one is looked at as any other; 0: this one still is
   */
  public long wrong(@Nullable String address) {
    if (perMinute == 0) {
      return 0;
    }
    long now = ticker.read();
    Guesses guesses =
        byAddress
            .asMap()
            .compute(
                key(address),
                (key, known) ->
                    known == null || now - known.since() >= WINDOW_NANOS
                        ? new Guesses(1, now)
                        : new Guesses(known.number() + 1, known.since()));
    if (guesses.number() <= perMinute) {
      return 0;
    }
    return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(guesses.since() + WINDOW_NANOS - now) + 1);
  }

  /** Addresses that are remembered now. */
  long size() {
    byAddress.cleanUp();
    return byAddress.estimatedSize();
  }

  /**
   * What an address is counted as: an IPv6 address as its /64, within which anybody takes a new one
   * for each attempt.
   */
  static String key(@Nullable String address) {
    if (address == null) {
      return "";
    }
    int zone = address.indexOf('%');
    return ClientAddress.parse(zone < 0 ? address : address.substring(0, zone))
        .map(ClientAddress::network)
        .orElse("");
  }
}
