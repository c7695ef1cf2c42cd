package io.kycgateway.reverify.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The summary as one HTML file without script or network access; charts are inline SVG. It holds
 * numbers, file names and, of a bounded number of records, id, outcome and reasons.
 */
public final class Report {
  private static final String TEMPLATE = "report.html";

  private Report() {}

  /** The report in UTF-8. */
  public static byte[] of(Summary summary) {
    return template().execute(ReportModel.of(summary)).getBytes(StandardCharsets.UTF_8);
  }

  // The compiler escapes HTML by default and fails on a name that the model does not have.
  private static Template template() {
    try (InputStream in =
            Objects.requireNonNull(Report.class.getResourceAsStream(TEMPLATE), TEMPLATE);
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return Mustache.compiler().emptyStringIsFalse(true).strictSections(true).compile(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
