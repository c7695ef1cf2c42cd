package io.kycgateway.api.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import io.kycgateway.secrets.Digests;
import io.kycgateway.startup.StartupException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The API keys' file: {@code {"<client>": {"sha256": "<64 hexadecimal digits>"}}}, or a list of two
 * such digests while the client is switched from one key to the next. A key has 256 random bits, so
 * a plain digest protects it, and the look-up by digest has no timing side channel.
 */
public final class ApiKeys {
  /** The form of a client's name, which is logged. */
  public static final Pattern CLIENT_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Set<String> FIELDS = Set.of("sha256");

  private final Map<String, ApiClient> byDigest;

  private ApiKeys(Map<String, ApiClient> byDigest) {
    this.byDigest = Map.copyOf(byDigest);
  }

  /**
   * Reads the file's content.
   *
   * @throws StartupException names the client and the error
   */
  public static ApiKeys parse(byte[] content) throws StartupException {
    Map<String, ApiClient> byDigest = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : object(content).properties()) {
      String name = entry.getKey();
      if (!CLIENT_NAME.matcher(name).matches()) {
        throw new StartupException(
            "has a client whose name is not of the form " + CLIENT_NAME.pattern());
      }
      for (Map.Entry<String, JsonNode> field : entry.getValue().properties()) {
        if (!FIELDS.contains(field.getKey())) {
          throw new StartupException(
              String.format(
                  Locale.ROOT, "has a field for client %s that is none of %s", name, FIELDS));
        }
      }
      List<String> digests = digests(name, entry.getValue().path("sha256"));
      for (String digest : digests) {
        if (byDigest.put(digest, new ApiClient(name)) != null) {
          throw new StartupException(
              digests.indexOf(digest) == digests.lastIndexOf(digest)
                  ? "gives client " + name + " another's key"
                  : "gives client " + name + " the same key twice");
        }
      }
    }
    return new ApiKeys(byDigest);
  }

  private static List<String> digests(String client, JsonNode field) throws StartupException {
    List<String> digests = new ArrayList<>();
    if (field.isArray()) {
      field.forEach(digest -> digests.add(digest.asText()));
    } else {
      digests.add(field.asText());
    }
    if (digests.isEmpty() || !digests.stream().allMatch(d -> SHA_256.matcher(d).matches())) {
      throw new StartupException(
          "has no sha256 of 64 lower-case hexadecimal digits for client " + client);
    }
    if (digests.size() > ApiKeysFile.MAX_KEYS) {
      throw new StartupException(
          "has more than " + ApiKeysFile.MAX_KEYS + " keys for client " + client);
    }
    return digests;
  }

  private static JsonNode object(byte[] content) throws StartupException {
    try {
      JsonNode json = StrictJson.read(content);
      if (json.isObject()) {
        return json;
      }
    } catch (MalformedJsonException e) {
      throw new StartupException("is " + e.getMessage());
    }
    throw new StartupException("is not a JSON object of clients");
  }

  /** The client that holds this key. */
  public Optional<ApiClient> find(String key) {
    return Optional.ofNullable(byDigest.get(digest(key)));
  }

  /** A key's digest as in the file. */
  public static String digest(String key) {
    return HexFormat.of().formatHex(Digests.sha256(key));
  }

  /** The names of the clients. */
  public Set<String> clients() {
    return byDigest.values().stream().map(ApiClient::name).collect(Collectors.toUnmodifiableSet());
  }

  /** The number of keys. */
  public int size() {
    return byDigest.size();
  }
}
