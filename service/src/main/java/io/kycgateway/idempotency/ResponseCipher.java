package io.kycgateway.idempotency;

import io.kycgateway.secrets.AesGcm;
import io.kycgateway.secrets.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Encrypts the responses of one client's key. Everything is derived from the client's name and its
 * key, and neither is stored: a reader of the store, or of a dump of this process, can neither
 * learn the key, test a body against its fingerprint, nor decrypt the response. Two clients' equal
 * keys have nothing in common.
 */
final class ResponseCipher {
  /** The key is of one place alone. */
  private static final byte[] NO_PLACE = {};

  private final byte[] secret;
  private final String storageKey;

  private ResponseCipher(byte[] secret) {
    this.secret = secret;
    this.storageKey = HexFormat.of().formatHex(derive("address"));
  }

  static ResponseCipher of(String client, IdempotencyKey key) {
    // A client's name has no space, so two pairs never give the same text.
    return new ResponseCipher((client + " " + key.value()).getBytes(StandardCharsets.UTF_8));
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
    return Base64.getEncoder()
        .encodeToString(cipher().encrypt(response.getBytes(StandardCharsets.UTF_8), NO_PLACE));
  }

  /** The response; empty if it was not encrypted for this client and key. */
  Optional<String> decrypt(String encrypted) {
    try {
      return cipher()
          .decrypt(Base64.getDecoder().decode(encrypted), NO_PLACE)
          .map(response -> new String(response, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // No Base64.
      return Optional.empty();
    }
  }

  private AesGcm cipher() {
    return new AesGcm(derive("answer"));
  }

  private byte[] derive(String purpose) {
    return Digests.derive(secret, "kyc-idempotency " + purpose);
  }
}
