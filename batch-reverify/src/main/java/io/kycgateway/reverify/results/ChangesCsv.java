package io.kycgateway.reverify.results;

import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the changed outcomes as CSV (RFC 4180), every field in quotation marks. A field that a
 * spreadsheet would take for a formula gets an apostrophe before it.
 */
public final class ChangesCsv {
  private static final String FORMULA = "=+-@\t\r\n";

  private ChangesCsv() {}

  /**
   * The changed outcomes of a run.
   *
   * @param first the first of them, in the order of the results
   */
  public record Changes(long count, List<ChangedOutcome> first) {
    public static final Changes NONE = new Changes(0, List.of());

    public Changes {
      first = List.copyOf(first);
    }
  }

  /**
   * Replaces the CSV file by the changes that the results hold.
   *
   * @param limit how many changes to return
   */
  public static Changes write(Path results, Path csv, int limit)
      throws IOException, StartupException {
    List<ChangedOutcome> first = new ArrayList<>();
    long[] count = {0};
    DurableFiles.<StartupException>replace(
        csv,
        out -> {
          row(out, "id", "before", "now", "reasons");
          ResultLines.read(
              results,
              line -> {
                Optional<ChangedOutcome> change = ChangedOutcome.read(line);
                if (change.isPresent()) {
                  ChangedOutcome changed = change.get();
                  count[0]++;
                  if (first.size() < limit) {
                    first.add(changed);
                  }
                  row(
                      out,
                      changed.id(),
                      changed.before().wireName(),
                      changed.now().wireName(),
                      String.join(" ", changed.reasons()));
                }
              });
        });
    return new Changes(count[0], first);
  }

  private static void row(OutputStream out, String... fields) throws IOException {
    StringBuilder row = new StringBuilder();
    for (String field : fields) {
      row.append(row.isEmpty() ? "" : ",").append(quoted(field));
    }
    out.write(row.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A field that no program takes for anything but text. */
  static String quoted(String field) {
    boolean isFormula = !field.isEmpty() && FORMULA.indexOf(field.charAt(0)) >= 0;
    return "\"" + (isFormula ? "'" : "") + field.replace("\"", "\"\"") + "\"";
  }
}
