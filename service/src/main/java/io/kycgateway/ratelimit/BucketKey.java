package io.kycgateway.ratelimit;

import java.nio.ByteBuffer;

/**
 * Identifies a bucket by a keyed hash, which reveals nothing of whose it is. Two longs, because
 * there are many.
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
