package io.kycgateway.reverify.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.verification.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesCsvTest {
  @TempDir Path folder;

  @Test
  void write_results_listsChangedOnesAndCountsAll() throws Exception {
    Path results =
        Files.write(
            folder.resolve("r.jsonl"),
            List.of(
                result("a", "VERIFIED", "VERIFIED", ""),
                result("b", "REJECTED", "VERIFIED", "\"ocr_low\",\"a \\\"b\\\", c\""),
                result("c", "REJECTED", null, ""),
                result("=d", "VERIFIED", "ERROR", "\"-1\"")));
    Path csv = folder.resolve("r.changes.csv");

    ChangesCsv.Changes changes = ChangesCsv.write(results, csv, 1);

    assertThat(csv)
        .hasContent(
            """
            "id","before","now","reasons"
            "b","VERIFIED","REJECTED","ocr_low a ""b"", c"
            "'=d","ERROR","VERIFIED","'-1"
            """
                .replace("\n", "\r\n"));
    assertThat(changes.count()).isEqualTo(2);
    assertThat(changes.first())
        .containsExactly(
            new ChangedOutcome(
                "b", Status.VERIFIED, Status.REJECTED, List.of("ocr_low", "a \"b\", c")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"})
  void quoted_whatASpreadsheetWouldCalculate_isText(String field) {
    assertThat(ChangesCsv.quoted(field)).isEqualTo("\"'" + field + "\"");
  }

  private static String result(String id, String now, String before, String reasons) {
    return "{\"line\":1,\"id\":\"%s\",\"session_id\":\"s\",\"status\":\"%s\"%s,\"confidence_score\":0.5,\"reasons\":[%s],\"modules_scores\":{}}"
        .formatted(
            id, now, before == null ? "" : ",\"previous_status\":\"" + before + "\"", reasons);
  }
}
