package io.kycgateway.simulator;

import io.kycgateway.verification.ModuleName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes every call that the simulated modules receive to a file, in order, if one is configured.
 */
@FunctionalInterface
interface CallJournal {
  void called(ModuleName module, String session);

  /**
   * A journal in that file, appended to; none if the name is empty.
   *
   * @throws IOException if the file cannot be written
   */
  static CallJournal open(String file) throws IOException {
    if (file.isEmpty()) {
      return (module, session) -> {};
    }
    Writer writer =
        Files.newBufferedWriter(
            Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return (module, session) -> {
      String line = module.wireName() + " " + session + "\n";
      synchronized (writer) {
        try {
          writer.write(line);
          // A reader must see all calls up to now.
          writer.flush();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
