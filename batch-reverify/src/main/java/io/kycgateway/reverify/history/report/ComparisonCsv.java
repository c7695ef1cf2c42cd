package io.kycgateway.reverify.history.report;

import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.history.HistoryAccess;
import io.kycgateway.reverify.history.database.RunComparison;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The records whose outcomes differ between two runs, as CSV. */
public final class ComparisonCsv {
  private static final int PAGE = 5000;

  private ComparisonCsv() {}

  /** Replaces a CSV file by all records whose outcomes differ. */
  public static void write(HistoryAccess history, RunRecord first, RunRecord second, Path csv)
      throws IOException {
    write(history.database(), first.name(), second.name(), csv, PAGE);
  }

  static void write(RunDatabase database, String first, String second, Path csv, int size)
      throws IOException {
    DurableFiles.<RuntimeException>replace(
        csv,
        out -> {
          write(out, "verification_id", first, second);
          List<RunComparison.Changed> page = page(database, first, second, 0, size);
          while (!page.isEmpty()) {
            for (RunComparison.Changed one : page) {
              write(out, one.verification() + "", one.before(), one.now());
            }
            page = page(database, first, second, page.get(page.size() - 1).item(), size);
          }
        });
  }

  // Each in a transaction of its own: one that is repeated after a conflict writes nothing twice.
  private static List<RunComparison.Changed> page(
      RunDatabase database, String first, String second, long after, int size) {
    return database.inTransaction(
        handle -> RunComparison.changed(handle, first, second, after, size));
  }

  private static void write(OutputStream out, String... fields) throws IOException {
    out.write((String.join(",", fields) + "\r\n").getBytes(StandardCharsets.UTF_8));
  }
}
