package io.kycgateway.history.record;

import io.kycgateway.secrets.AesGcm;
import io.kycgateway.secrets.Digests;
import io.kycgateway.secrets.KeyedHash;
import java.util.Optional;

/**
 * One key of the history: encrypts (AES-256-GCM) and makes hashes to look up by (HMAC-SHA-256, cut
 * to 128 bits), each with a key of its own that is derived from the secret. Safe for use by many
 * threads.
 */
final class HistoryKey {
  /** Bytes of the secret. */
  static final int SECRET_BYTES = 32;

  private final String id;
  private final AesGcm cipher;
  private final KeyedHash hash;

  HistoryKey(String id, byte[] secret) {
    this.id = id;
    this.cipher = new AesGcm(Digests.derive(secret, "kyc-history encryption"));
    this.hash = KeyedHash.of(Digests.derive(secret, "kyc-history look-up"));
  }

  String id() {
    return id;
  }

  /** The hash that a value is found by; another one for each field and client. */
  byte[] hash(String field, String client, String value) {
    return hash.of(field, client, value);
  }

  /**
   * Encrypts.
   *
   * @param place where it will be kept: it decrypts nowhere else
   */
  byte[] encrypt(byte[] plain, byte[] place) {
    return cipher.encrypt(plain, place);
  }

  /** Decrypts; empty if it was not encrypted with this key for that place. */
  Optional<byte[]> decrypt(byte[] encrypted, byte[] place) {
    return cipher.decrypt(encrypted, place);
  }
}
