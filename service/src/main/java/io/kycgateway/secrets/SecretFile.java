package io.kycgateway.secrets;

import com.codahale.metrics.Clock;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret in a file that is read again when it changes, so that rotating it needs no restart. If
 * the new content is unusable, the old secret stays in force and the error is logged once. Safe for
 * use by many threads.
 */
public final class SecretFile<T> {
  private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);
  private static final long RECHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_BYTES = 1024 * 1024;

  /** Parses the file's content. */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * The secret in that content.
     *
     * @throws StartupException describes the error without quoting the content
     */
    T parse(byte[] content) throws StartupException;
  }

  private final String setting;
  private final Path file;
  private final Parser<T> parser;
  private final Clock clock;
  private final ReentrantLock checking = new ReentrantLock();
  private byte[] content;
  private @Nullable String complaint;
  private volatile T current;
  private volatile long recheck;

  private SecretFile(String setting, Path file, Parser<T> parser, Clock clock)
      throws StartupException {
    this.setting = setting;
    this.file = file;
    this.parser = parser;
    this.clock = clock;
    this.content = read();
    this.current = parse(content);
    this.recheck = clock.getTick() + RECHECK_NANOS;
  }

  /**
   * Reads the secret for the first time.
   *
   * @param setting the name of the setting that holds the path, for messages
   * @param path the setting's value
   * @param clock its ticks measure how long a file is not looked at: steps of the wall clock must
   *     not delay a rotation
   * @throws StartupException if the setting is empty, or the file unreadable or unusable
   */
  public static <T> SecretFile<T> open(String setting, String path, Parser<T> parser, Clock clock)
      throws StartupException {
    if (path.isBlank()) {
      throw new StartupException(
          setting + " is not set: it must be the path of a file that holds the secret");
    }
    return new SecretFile<>(setting, Path.of(path), parser, clock);
  }

  /**
   * Reads a secret that need not be: empty where the setting is.
   *
   * @throws StartupException if the file that the setting names is unreadable or unusable
   */
  public static <T> Optional<SecretFile<T>> optional(
      String setting, String path, Parser<T> parser, Clock clock) throws StartupException {
    return path.isBlank() ? Optional.empty() : Optional.of(open(setting, path, parser, clock));
  }

  /**
   * The secret in force; checks the file again once a second at most. While another thread does so,
   * it is still the secret of before: a file system that hangs holds up one thread.
   */
  public T current() {
    if (isDue() && checking.tryLock()) {
      try {
        if (isDue()) {
          check();
        }
      } finally {
        checking.unlock();
      }
    }
    return current;
  }

  /**
   * The secret in force, without a look at the file: for threads that must not wait, in a process
   * whose {@link SecretWatch} looks at it.
   */
  public T inForce() {
    return current;
  }

  /**
   * The secret as the file has it now, whenever it was checked last: for a caller whose {@link
   * #current} secret was refused, which may have been replaced since. Waits for a check of another
   * thread, and checks again.
   */
  public T reread() {
    checking.lock();
    try {
      check();
    } finally {
      checking.unlock();
    }
    return current;
  }

  private boolean isDue() {
    return clock.getTick() - recheck > 0;
  }

  private void check() {
    recheck = clock.getTick() + RECHECK_NANOS;
    try {
      byte[] newContent = read();
      complaint = null;
      if (!Arrays.equals(content, newContent)) {
        // Remembered even if it is unusable: one message for each change.
        content = newContent;
        current = parse(newContent);
        LOG.info("{}: {} has changed and is in force", setting, file);
      }
    } catch (StartupException e) {
      // A missing file would otherwise fill the log, once a second.
      if (!Objects.equals(complaint, e.getMessage())) {
        LOG.error("{}; the previous secret stays in force", e.getMessage());
      }
      complaint = e.getMessage();
    }
  }

  private byte[] read() throws StartupException {
    if (Files.isDirectory(file)) {
      // What Docker makes of a bind mount whose file is missing on the host.
      throw new StartupException(
          String.format(Locale.ROOT, "%s: %s is a folder, it must be a file", setting, file));
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new StartupException(
            String.format(Locale.ROOT, "%s: %s is larger than %d bytes", setting, file, MAX_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new StartupException(
          String.format(
              Locale.ROOT,
              "%s: %s cannot be read (%s)",
              setting,
              file,
              e.getClass().getSimpleName()));
    }
  }

  private T parse(byte[] bytes) throws StartupException {
    try {
      return parser.parse(bytes);
    } catch (StartupException e) {
      throw new StartupException(
          String.format(Locale.ROOT, "%s: %s %s", setting, file, e.getMessage()));
    }
  }
}
