package io.kycgateway.reverify.history.report;

import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.PersonalDataCipher;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.history.database.ResultRow;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.reverify.results.OutcomeLine;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.VerificationRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the results and dead letters of a run over the history, of all its workers, as a run over
 * a manifest has them. Skipped items are among the dead letters, with their reason.
 */
public final class RunFilesWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RunFilesWriter.class);
  private static final int PAGE = 500;
  private static final Evidence NONE = new Evidence(null, null, null, null, null);

  private final RunDatabase database;
  private final PersonalDataCipher cipher;
  private long notKept;

  public RunFilesWriter(RunDatabase database, PersonalDataCipher cipher) {
    this.database = database;
    this.cipher = cipher;
  }

  /** Replaces both files by what is closed of the run. */
  public void write(String run, RunFiles files) throws IOException {
    DurableFiles.<RuntimeException>replace(
        files.output(),
        results ->
            DurableFiles.<RuntimeException>replace(
                files.deadLetters(), dead -> write(run, results, dead)));
    if (notKept > 0) {
      LOG.warn("{} results are no longer kept, and are not in {}", notKept, files.output());
    }
  }

  private void write(String run, OutputStream results, OutputStream dead) throws IOException {
    List<ResultRow> page = page(run, 0);
    while (!page.isEmpty()) {
      for (ResultRow row : page) {
        if (row.outcome().reason() != null) {
          dead.write(deadLetter(row, row.outcome().reason()));
        } else if (row.result() != null) {
          results.write(result(row, row.result()));
        } else {
          notKept++;
        }
      }
      page = page(run, page.get(page.size() - 1).outcome().line());
    }
  }

  private List<ResultRow> page(String run, long after) {
    return database.inTransaction(handle -> ResultRow.page(handle, run, after, PAGE));
  }

  private byte[] result(ResultRow row, VerificationRecord record) {
    @Nullable PersonalData personal =
        record.personal() == null
            ? null
            : cipher.decrypt(record.id(), record.personal()).orElse(null);
    Decision decision = KeptDecision.of(record, personal);
    return OutcomeLine.result(
            line(row, personal == null ? "" : personal.session()),
            decision,
            null,
            row.outcome().attempts(),
            row.outcome().micros(),
            millis(record.concludedAt()))
        .json();
  }

  private static byte[] deadLetter(ResultRow row, DeadLetterReason reason) {
    RecordOutcome outcome = row.outcome();
    Instant at = millis(row.closedAt());
    OutcomeLine line =
        outcome.status() == null
            ? OutcomeLine.deadLetter(
                new ManifestLine.Bad(
                    outcome.line(), row.verification().toString(), reason, row.detail()),
                at)
            : OutcomeLine.deadLetter(
                line(row, ""),
                reason,
                row.detail(),
                null,
                outcome.attempts(),
                outcome.micros(),
                at);
    return line.json();
  }

  private static ManifestRecord line(ResultRow row, String session) {
    return new ManifestRecord(
        row.outcome().line(),
        0,
        row.verification().toString(),
        row.outcome().labels(),
        new VerificationRequest(session, null, NONE, NONE, Map.of()));
  }

  private static Instant millis(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
