package io.kycgateway.reverify.history.report;

import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.history.HistoryAccess;
import io.kycgateway.reverify.history.database.RunComparison;
import io.kycgateway.reverify.history.database.RunRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The records whose outcomes differ between two runs, as CSV. */
public final class ComparisonCsv {
  private ComparisonCsv() {}

  /** Replaces a CSV file by all records whose outcomes differ. */
  public static void write(HistoryAccess history, RunRecord first, RunRecord second, Path csv)
      throws IOException {
    DurableFiles.<RuntimeException>replace(
        csv,
        out -> {
          write(out, "verification_id", first.name(), second.name());
          history
              .database()
              .inTransaction(
                  handle -> {
                    RunComparison.forEachChanged(
                        handle,
                        first.name(),
                        second.name(),
                        one -> write(out, one.verification() + "", one.before(), one.now()));
                    return true;
                  });
        });
  }

  private static void write(OutputStream out, String... fields) {
    try {
      out.write((String.join(",", fields) + "\r\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
