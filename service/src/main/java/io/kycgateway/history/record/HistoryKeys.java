package io.kycgateway.history.record;

import io.kycgateway.startup.StartupException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of the history, from a file with a line {@code id:secret} for each, the secret 32 bytes
 * in Base64. The first one encrypts; all of them decrypt and look up. Immutable.
 */
public final class HistoryKeys {
  private static final Pattern LINE = Pattern.compile("([A-Za-z0-9._-]{1,32}):(.*)");

  private final List<HistoryKey> keys;
  private final Map<String, HistoryKey> byId;

  private HistoryKeys(Map<String, HistoryKey> byId) {
    this.byId = byId;
    this.keys = List.copyOf(byId.values());
  }

  /**
   * The keys in that file.
   *
   * @throws StartupException names the line that is wrong, and never quotes it
   */
  public static HistoryKeys parse(byte[] content) throws StartupException {
    Map<String, HistoryKey> keys = new LinkedHashMap<>();
    List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      HistoryKey key =
          key(line)
              .orElseThrow(
                  wrong(i, "must be ID:SECRET, the secret 32 bytes in Base64 (44 characters)"));
      if (keys.putIfAbsent(key.id(), key) != null) {
        throw wrong(i, "has an id that an earlier line has").get();
      }
    }
    if (keys.isEmpty()) {
      throw new StartupException("holds no key: it must have a line ID:SECRET for each");
    }
    return new HistoryKeys(keys);
  }

  private static Supplier<StartupException> wrong(int index, String what) {
    return () -> new StartupException(String.format(Locale.ROOT, "line %d %s", index + 1, what));
  }

  private static Optional<HistoryKey> key(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      byte[] secret = Base64.getDecoder().decode(parts.group(2));
      return secret.length == HistoryKey.SECRET_BYTES
          ? Optional.of(new HistoryKey(parts.group(1), secret))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The key that encrypts. */
  HistoryKey current() {
    return keys.get(0);
  }

  /** The key of that id; empty: it is not in the file, or no longer. */
  Optional<HistoryKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The ids, the one that encrypts first. */
  public List<String> ids() {
    return keys.stream().map(HistoryKey::id).toList();
  }

  /** What a session may be kept under: its hash with each key. */
  public List<byte[]> sessionHashes(String client, String session) {
    List<byte[]> hashes = new ArrayList<>();
    keys.forEach(key -> hashes.add(key.hash(PersonalDataCipher.SESSION, client, session)));
    return hashes;
  }

  /**
   * Encrypts a text, for its owner alone to give back.
   *
   * @param purpose must be the same when it is decrypted
   */
  public String encrypt(String text, String purpose) {
    byte[] bytes =
        current()
            .encrypt(
                text.getBytes(StandardCharsets.UTF_8), purpose.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The text; empty if no key of the file encrypted it for that purpose. */
  public Optional<String> decrypt(String encrypted, String purpose) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(encrypted);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return keys.stream()
        .flatMap(key -> key.decrypt(bytes, purpose.getBytes(StandardCharsets.UTF_8)).stream())
        .findFirst()
        .map(plain -> new String(plain, StandardCharsets.UTF_8));
  }
}
