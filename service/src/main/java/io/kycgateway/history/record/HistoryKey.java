package io.kycgateway.history.record;

import io.kycgateway.secrets.KeyedHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key of the history: encrypts (AES-256-GCM) and makes hashes to look up by (HMAC-SHA-256, cut
 * to 128 bits), each with a key of its own that is derived from the secret. Safe for use by many
 * threads.
 */
final class HistoryKey {
  /** Bytes of the secret. */
  static final int SECRET_BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String MAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final String id;
  private final SecretKeySpec encryption;
  private final KeyedHash hash;

  HistoryKey(String id, byte[] secret) {
    this.id = id;
    this.encryption = new SecretKeySpec(derive(secret, "kyc-history encryption"), "AES");
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
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(plain);
      byte[] all = Arrays.copyOf(nonce, nonce.length + encrypted.length);
      System.arraycopy(encrypted, 0, all, nonce.length, encrypted.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  /** Decrypts; empty if it was not encrypted with this key for that place. */
  Optional<byte[]> decrypt(byte[] encrypted, byte[] place) {
    if (encrypted.length < NONCE_BYTES + TAG_BITS / 8) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(encrypted, NONCE_BYTES), place)
              .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, encryption, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place);
    return cipher;
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
