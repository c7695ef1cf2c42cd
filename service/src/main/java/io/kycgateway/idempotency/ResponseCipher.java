package io.kycgateway.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts the responses of one client's key. Everything is derived from the client's name and its
 * key, and neither is stored: a reader of the store, or of a dump of this process, can neither
 * learn the key, test a body against its fingerprint, nor decrypt the response. Two clients' equal
 * keys have nothing in common.
 */
final class ResponseCipher {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String MAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec root;
  private final String storageKey;

  private ResponseCipher(SecretKeySpec root) {
    this.root = root;
    this.storageKey = HexFormat.of().formatHex(derive("address"));
  }

  static ResponseCipher of(String client, IdempotencyKey key) {
    // A client's name has no space, so two pairs never give the same text.
    byte[] secret = (client + " " + key.value()).getBytes(StandardCharsets.UTF_8);
    return new ResponseCipher(new SecretKeySpec(secret, MAC));
  }

  /** The key in the store: 64 hexadecimal digits. */
  String storageKey() {
    return storageKey;
  }

  /** Equal for equal bodies; reveals nothing about them. */
  String fingerprint(String bodyDigest) {
    return HexFormat.of().formatHex(derive("fingerprint " + bodyDigest));
  }

  /** Encrypts a response; only client and key together can decrypt it. */
  String encrypt(String response) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] encrypted =
          cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(response.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, nonce.length + encrypted.length);
      System.arraycopy(encrypted, 0, all, nonce.length, encrypted.length);
      return Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  /** The response; empty if it was not encrypted for this client and key. */
  Optional<String> decrypt(String encrypted) {
    try {
      byte[] all = Base64.getDecoder().decode(encrypted);
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      byte[] response =
          cipher(Cipher.DECRYPT_MODE, nonce)
              .doFinal(all, NONCE_BYTES, Math.max(0, all.length - NONCE_BYTES));
      return Optional.of(new String(response, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode, new SecretKeySpec(derive("answer"), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private byte[] derive(String purpose) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(root);
      return mac.doFinal(("kyc-idempotency " + purpose).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + MAC, e);
    }
  }
}
