package io.kycgateway.common;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes UUIDs of version 7 (RFC 9562, 5.7): 48 bits of Unix time in milliseconds, then random bits.
 * They sort by time, to the millisecond; within one their order is random.
 */
public final class UuidV7 {
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private UuidV7() {}

  /** A new identifier for that time. */
  public static UUID of(long epochMillis) {
    // An identifier is not a secret: it must be unique, not unguessable. This source never blocks.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (epochMillis << 16) | VERSION | (random.nextLong() & 0x0FFFL);
    long low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low);
  }

  /** The smallest identifier of that time or later. */
  public static UUID first(long epochMillis) {
    return new UUID((epochMillis << 16) | VERSION, VARIANT);
  }

  /** The time of an identifier, in milliseconds of Unix time. */
  public static long epochMillis(UUID id) {
    return id.getMostSignificantBits() >>> 16;
  }
}
