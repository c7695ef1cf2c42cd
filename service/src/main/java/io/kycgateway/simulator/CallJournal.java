package io.kycgateway.simulator;

import io.kycgateway.verification.ModuleName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes down every call that the simulated modules take, in order, where somebody wants it. */
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
          // Whoever reads it wants to know of the calls up to now.
          writer.flush();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
