package io.kycgateway.history.record;

import org.jspecify.annotations.Nullable;

/**
 * Encrypted personal data and what it can be found by.
 *
 * @param keyId the id of the key that encrypted and hashed it
 * @param sessionHash the keyed hash of client and session
 * @param deviceHash the keyed hash of client and device; null: there was no device id
 * @param bytes a nonce, then the encrypted data
 */
@SuppressWarnings("ArrayRecordComponent") // Written once, never changed, never compared.
public record EncryptedData(
    String keyId, byte[] sessionHash, byte @Nullable [] deviceHash, byte[] bytes) {

  /** Shows the key's id only. */
  @Override
  public String toString() {
    return "EncryptedData[keyId=" + keyId + "]";
  }
}
