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
 * What one client's key stands for in a store. Everything is derived from the client's name and its
 * key, and neither is stored: who reads the store, or a dump of this process, can neither name the
 * key, guess a body by its fingerprint, nor open the answer. Two clients' equal keys have nothing
 * in common.
 */
final class ResponseCipher {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String MAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec root;
  private final String address;

  private ResponseCipher(SecretKeySpec root) {
    this.root = root;
    this.address = HexFormat.of().formatHex(derive("address"));
  }

  static ResponseCipher of(String client, IdempotencyKey key) {
    // A client's name has no space, so no two pairs read alike.
    byte[] secret = (client + " " + key.value()).getBytes(StandardCharsets.UTF_8);
    return new ResponseCipher(new SecretKeySpec(secret, MAC));
  }

  /** Where the answer is kept: 64 hexadecimal digits. */
  String address() {
    return address;
  }

  /** The same for the same body, and tells nothing about it. */
  String fingerprint(String bodyDigest) {
    return HexFormat.of().formatHex(derive("fingerprint " + bodyDigest));
  }

  /** The answer as nobody can read it who does not know client and key. */
  String seal(String answer) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(answer.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
      return Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  /** The answer; empty if this is not what was sealed for this client and key. */
  Optional<String> open(String sealed) {
    try {
      byte[] all = Base64.getDecoder().decode(sealed);
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      byte[] answer =
          cipher(Cipher.DECRYPT_MODE, nonce)
              .doFinal(all, NONCE_BYTES, Math.max(0, all.length - NONCE_BYTES));
      return Optional.of(new String(answer, StandardCharsets.UTF_8));
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
