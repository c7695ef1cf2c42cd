package io.kycgateway.ratelimit;

import java.nio.ByteBuffer;

/**
 * Which bucket: the hash of whose it is; tells nothing about them. Two longs, because there are
 * many.
 */
record BucketKey(long high, long low) {
  static BucketKey of(byte[] hash) {
    ByteBuffer buffer = ByteBuffer.wrap(hash);
    return new BucketKey(buffer.getLong(), buffer.getLong());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
  }
}
