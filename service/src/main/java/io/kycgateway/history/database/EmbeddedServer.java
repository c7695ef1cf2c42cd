package io.kycgateway.history.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.h2.tools.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets other processes of this machine and user work on the embedded database that the gateway has
 * open, so that a re-verification can run beside it: a server on the loopback interface that knows
 * no database but this one, under a random name. The name is in a file beside the database, which
 * only its owner can read. H2 has AUTO_SERVER for this; it listens on every interface, and closes
 * the database at the first signal, under the requests that the gateway still answers.
 */
final class EmbeddedServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final String BIND_ADDRESS = "h2.bindAddress";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String URL_START = "jdbc:h2:tcp://" + LOOPBACK + ":";
  private static final int NAME_BYTES = 16;

  private final Path file;
  private final String url;

  private EmbeddedServer(Path file, String url) {
    this.file = file;
    this.url = url;
  }

  /** To be called before the first connection: the library reads it once. */
  static void bindToLoopback() {
    if (System.getProperty(BIND_ADDRESS) == null) {
      System.setProperty(BIND_ADDRESS, LOOPBACK);
    }
  }

  /**
   * Serves a database until this process ends. Failing to do so is logged: it is of use to other
   * processes alone.
   *
   * @param database its path, as in its URL
   * @return empty: it failed
   */
  static Optional<EmbeddedServer> serve(String database) {
    byte[] random = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(random);
    String name = HexFormat.of().formatHex(random);
    try {
      Path absolute = Path.of(database).toAbsolutePath();
      Server server =
          Server.createTcpServer(
                  "-tcpPort", "0", "-tcpDaemon", "-ifExists", "-key", name, absolute.toString())
              .start();
      String url = String.format(Locale.ROOT, URL_START + "%d/%s", server.getPort(), name);
      write(file(database), url + System.lineSeparator());
      return Optional.of(new EmbeddedServer(file(database), url));
    } catch (SQLException | IOException e) {
      LOG.warn(
          "history: the embedded database cannot be shared with a re-verification: {}",
          e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  /** The URL that another process serves that database at; empty: none does, or did. */
  static Optional<String> url(String database) {
    return read(file(database));
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(url -> url.startsWith(URL_START));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Removes the file that says where, unless another process has put its own there. */
  @Override
  public void close() {
    if (read(file).filter(url::equals).isPresent()) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        LOG.debug("history: {} is left behind", file, e);
      }
    }
  }

  private static Path file(String database) {
    return Path.of(database + ".server");
  }

  private static void write(Path file, String url) throws IOException {
    boolean isPosix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        isPosix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path folder = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(folder, ".history-server", ".tmp", ownerOnly);
    Files.write(fresh, url.getBytes(StandardCharsets.UTF_8));
    Path unused = Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
