package io.kycgateway.common;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes random UUIDs (RFC 9562, version 4) for what must be unique and is no secret. {@link
 * UUID#randomUUID} takes a lock that all threads share, and reads from the kernel.
 */
public final class RandomUuid {
  private static final long VERSION_MASK = 0xFFFF_FFFF_FFFF_0FFFL;
  private static final long VERSION = 0x4000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private RandomUuid() {}

  /** A new identifier; guessable, so never a key or a token. */
  public static UUID next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (random.nextLong() & VERSION_MASK) | VERSION;
    long low = (random.nextLong() >>> 2) | VARIANT;
    return new UUID(high, low);
  }
}
