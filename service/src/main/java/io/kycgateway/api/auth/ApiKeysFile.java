package io.kycgateway.api.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The API keys' file, as the api-key command changes it: in place, so that owner, mode, links and
 * mounts of the file stay what they are, and under a lock on it, so that no change is lost.
 */
public final class ApiKeysFile {
  /** A client's keys: one, and the next one while the client is being switched to it. */
  public static final int MAX_KEYS = 2;

  /** Hexadecimal digits of a digest that name a key. */
  public static final int KEY_ID_LENGTH = 12;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String DIGESTS = "sha256";

  private final Path file;

  public ApiKeysFile(Path file) {
    this.file = file;
  }

  /**
   * One key of a client.
   *
   * @param id the beginning of its digest
   */
  public record Entry(String client, String id) {}

  @FunctionalInterface
  private interface Change {
    void apply(ObjectNode clients) throws StartupException;
  }

  /**
   * Adds a key to a client, which is made if there is none of that name.
   *
   * @throws StartupException if the client has as many keys as it may have
   */
  public void add(String client, String digest) throws StartupException {
    change(
        clients -> {
          List<String> digests = digests(clients.path(client));
          if (digests.size() >= MAX_KEYS) {
            throw new StartupException(
                "client "
                    + client
                    + " has "
                    + MAX_KEYS
                    + " keys in "
                    + file
                    + " already: revoke one of them first ("
                    + ids(digests)
                    + ")");
          }
          digests.add(digest);
          put(clients, client, digests);
        },
        StandardOpenOption.CREATE);
  }

  /**
   * Removes a key of a client, and the client with its last one.
   *
   * @param id the beginning of the key's digest; empty: the client's only key
   * @return the key's id
   * @throws StartupException if it is not clear which key that is
   */
  public String revoke(String client, String id) throws StartupException {
    List<String> revoked = new ArrayList<>();
    change(
        clients -> {
          List<String> digests = digests(clients.path(client));
          if (digests.isEmpty()) {
            throw new StartupException("client " + client + " has no key in " + file);
          }
          List<String> found = digests.stream().filter(digest -> digest.startsWith(id)).toList();
          if (found.size() != 1) {
            throw new StartupException(
                "--key must name one of the keys of client " + client + ": " + ids(digests));
          }
          digests.removeAll(found);
          put(clients, client, digests);
          revoked.add(id(found.get(0)));
        });
    return revoked.get(0);
  }

  /** All keys, of each client in the order in which they were added. */
  public List<Entry> list() throws StartupException {
    List<Entry> entries = new ArrayList<>();
    try {
      for (Map.Entry<String, JsonNode> client : parse(Files.readAllBytes(file)).properties()) {
        digests(client.getValue()).forEach(d -> entries.add(new Entry(client.getKey(), id(d))));
      }
    } catch (IOException e) {
      throw unusable(e);
    }
    return entries;
  }

  private void change(Change change, OpenOption... options) throws StartupException {
    Set<OpenOption> all = new HashSet<>(Arrays.asList(options));
    all.add(StandardOpenOption.READ);
    all.add(StandardOpenOption.WRITE);
    // The mode of a new file; that of an existing one stays.
    try (FileChannel channel =
            FileChannel.open(
                file,
                all,
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        FileLock lock = channel.lock()) {
      byte[] before = read(channel);
      ObjectNode clients = parse(before);
      change.apply(clients);
      write(channel, before, JSON.writeValueAsBytes(clients));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static byte[] read(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
      // Until it is full.
    }
    return Arrays.copyOf(content.array(), content.position());
  }

  // One write of the whole, with blanks over what was longer, which JSON allows: a gateway that
  // reads at this moment finds a whole document, and if not, keeps its keys and reads again.
  private static void write(FileChannel channel, byte[] before, byte[] after) throws IOException {
    byte[] padded = Arrays.copyOf(after, Math.max(before.length, after.length));
    Arrays.fill(padded, after.length, padded.length, (byte) ' ');
    try {
      writeFully(channel, padded);
    } catch (IOException e) {
      // Such as a full disk: back to what there was, which has its space already.
      writeFully(channel, before);
      channel.truncate(before.length);
      throw e;
    }
    channel.truncate(after.length);
    channel.force(/* metaData= */ true);
  }

  private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(bytes);
    while (content.hasRemaining()) {
      channel.write(content, content.position());
    }
  }

  private ObjectNode parse(byte[] content) throws IOException, StartupException {
    if (content.length == 0) {
      return JSON.createObjectNode();
    }
    try {
      // Refuses a file that the gateway would refuse, before anything is written to it.
      ApiKeys.parse(content);
    } catch (StartupException e) {
      throw new StartupException("--file: " + file + " " + e.getMessage());
    }
    return (ObjectNode) JSON.readTree(content);
  }

  private static List<String> digests(JsonNode client) {
    List<String> digests = new ArrayList<>();
    JsonNode field = client.path(DIGESTS);
    if (field.isTextual()) {
      digests.add(field.textValue());
    }
    field.elements().forEachRemaining(digest -> digests.add(digest.asText()));
    return digests;
  }

  private static void put(ObjectNode clients, String client, List<String> digests) {
    if (digests.isEmpty()) {
      clients.remove(client);
    } else if (digests.size() == 1) {
      clients.putObject(client).put(DIGESTS, digests.get(0));
    } else {
      ArrayNode array = clients.putObject(client).putArray(DIGESTS);
      digests.forEach(array::add);
    }
  }

  private static String id(String digest) {
    return digest.substring(0, KEY_ID_LENGTH);
  }

  private static String ids(List<String> digests) {
    return String.join(", ", digests.stream().map(ApiKeysFile::id).toList());
  }

  private StartupException unusable(IOException e) {
    return new StartupException(
        "--file: " + file + " cannot be used (" + e.getClass().getSimpleName() + ")");
  }
}
