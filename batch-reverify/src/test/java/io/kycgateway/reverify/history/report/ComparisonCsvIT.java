package io.kycgateway.reverify.history.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.history.RunSamples;
import io.kycgateway.reverify.history.database.ClaimedItem;
import io.kycgateway.verification.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every record whose outcomes differ has one line, whatever the size of a page. */
class ComparisonCsvIT {
  private static final int CHANGED = 5;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, CHANGED, CHANGED + 1})
  void changes_areWrittenInTheOrderOfTheFirstRun(int page) throws Exception {
    try (RunSamples history = RunSamples.in(Kind.H2)) {
      List<VerificationRecord> records = history.insert(CHANGED + 1);
      run(history, "first", Status.VERIFIED, Status.VERIFIED);
      run(history, "second", Status.REJECTED, Status.VERIFIED);
      Path csv = folder.resolve("changes.csv");

      ComparisonCsv.write(history.database(), "first", "second", csv, page);

      Stream<String> lines =
          records.stream().limit(CHANGED).map(one -> one.id() + ",VERIFIED,REJECTED");
      assertThat(Files.readString(csv))
          .isEqualTo(
              String.join(
                      "\r\n",
                      Stream.concat(Stream.of("verification_id,first,second"), lines).toList())
                  + "\r\n");
    }
  }

  /** A run in which all have an outcome but the last, which has another one. */
  private static void run(RunSamples history, String name, Status all, Status last)
      throws Exception {
    history.start(name, RunSamples.EVERYTHING);
    for (ClaimedItem item : history.claim(name, "worker", CHANGED + 1)) {
      history.close(name, RunSamples.decided(item, item.item() > CHANGED ? last : all));
    }
  }
}
