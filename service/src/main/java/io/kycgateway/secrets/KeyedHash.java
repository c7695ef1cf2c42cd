package io.kycgateway.secrets;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pseudonymises personal data: the first half of an HMAC-SHA256. Without the secret, enumerating
 * all addresses does not reveal one. Safe for use by many threads.
 */
public final class KeyedHash {
  /** Bytes of a hash: small enough to keep many, large enough to rule out collisions. */
  public static final int LENGTH = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte SEPARATOR = 0;

  private final Mac prototype;

  private KeyedHash(byte[] secret) {
    try {
      prototype = Mac.getInstance(ALGORITHM);
      prototype.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  /** With a secret that several processes share. */
  public static KeyedHash of(byte[] secret) {
    return new KeyedHash(secret);
  }

  /** With a secret that ends with this process. */
  public static KeyedHash random() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return new KeyedHash(secret);
  }

  /** The hash of some texts, none of which holds a NUL. */
  public byte[] of(String... texts) {
    try {
      Mac mac = (Mac) prototype.clone();
      for (String text : texts) {
        mac.update(text.getBytes(StandardCharsets.UTF_8));
        mac.update(SEPARATOR);
      }
      return Arrays.copyOf(mac.doFinal(), LENGTH);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's own HMAC can be cloned", e);
    }
  }
}
