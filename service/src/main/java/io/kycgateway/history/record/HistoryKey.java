package io.kycgateway.history.record;

import io.kycgateway.secrets.AesGcm;
import io.kycgateway.secrets.KeyedHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key of the history: encrypts (AES-256-GCM) and makes hashes to look up by (HMAC-SHA-256, cut
 * to 128 bits), each with a key of its own that is derived from the secret. Safe for use by many
 * threads.
 */
final class HistoryKey {
  /** Bytes of the secret. */
  static final int SECRET_BYTES = 32;

  private static final String MAC = "HmacSHA256";

  private final String id;
  private final AesGcm cipher;
  private final KeyedHash hash;

  HistoryKey(String id, byte[] secret) {
    this.id = id;
    this.cipher = new AesGcm(derive(secret, "kyc-history encryption"));
    this.hash = KeyedHash.of(derive(secret, "kyc-history look-up"));
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

  private static byte[] derive(byte[] secret, String purpose) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret, MAC));
      return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + MAC, e);
    }
  }
}
