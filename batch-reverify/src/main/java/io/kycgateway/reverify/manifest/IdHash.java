package io.kycgateway.reverify.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 128 bits of an id's SHA-256; collisions are negligible at any number of records. */
record IdHash(long high, long low) {
  static IdHash of(String id) {
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(id.getBytes(StandardCharsets.UTF_8)));
    return new IdHash(digest.getLong(), digest.getLong());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
