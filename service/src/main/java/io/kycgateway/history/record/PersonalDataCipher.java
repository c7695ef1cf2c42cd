package io.kycgateway.history.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what is personal in a record, bound to the record's id. Safe for use by many threads.
 */
public final class PersonalDataCipher {
  static final String SESSION = "session";
  private static final String DEVICE = "device";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter WRITER = JSON.writerFor(PersonalData.class);
  private static final ObjectReader READER = JSON.readerFor(PersonalData.class);

  private final Supplier<HistoryKeys> keys;

  /**
   * With those keys.
   *
   * @param keys the ones in force, which may change at any time
   */
  public PersonalDataCipher(Supplier<HistoryKeys> keys) {
    this.keys = keys;
  }

  /** Encrypts the data of that record. */
  public EncryptedData encrypt(UUID id, String client, PersonalData data) {
    HistoryKey key = keys.get().current();
    @Nullable String device = data.device();
    try {
      return new EncryptedData(
          key.id(),
          key.hash(SESSION, client, data.session()),
          device == null ? null : key.hash(DEVICE, client, device.toLowerCase(Locale.ROOT)),
          key.encrypt(WRITER.writeValueAsBytes(data), place(id)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("personal data cannot be written", e);
    }
  }

  /** Decrypts the data of that record; empty if its key is gone, or it is not that record's. */
  public Optional<PersonalData> decrypt(UUID id, EncryptedData encrypted) {
    return keys.get()
        .find(encrypted.keyId())
        .flatMap(key -> key.decrypt(encrypted.bytes(), place(id)))
        .map(PersonalDataCipher::read);
  }

  private static PersonalData read(byte[] json) {
    try {
      return READER.readValue(json);
    } catch (IOException e) {
      // Authentic, and of a form that this version does not know. The cause would quote it.
      throw new IllegalStateException("personal data is of an unknown form");
    }
  }

  private static byte[] place(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
