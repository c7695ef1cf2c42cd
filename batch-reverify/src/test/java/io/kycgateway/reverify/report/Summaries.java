package io.kycgateway.reverify.report;

import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.reverify.results.RunFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Summaries for tests. */
final class Summaries {
  private static final Path FOLDER = Path.of("/data");

  private Summaries() {}

  /** A run of 2 s whose manifest has that name. */
  static Summary of(String input, ExitCode code, Tally tally) {
    return of(input, code, tally, ChangesCsv.Changes.NONE);
  }

  /** The same with changed outcomes. */
  static Summary of(String input, ExitCode code, Tally tally, ChangesCsv.Changes changes) {
    return of(input, code, Shard.WHOLE, tally, changes);
  }

  /** The same of a shard. */
  static Summary of(
      String input, ExitCode code, Shard shard, Tally tally, ChangesCsv.Changes changes) {
    return new Summary(
        code,
        code == ExitCode.STOPPED ? Optional.of("SIGTERM") : Optional.empty(),
        input,
        "sha256:a",
        Optional.of(
            new RunFiles(
                FOLDER.resolve("r.jsonl"),
                FOLDER.resolve("r.dead-letters.jsonl"),
                FOLDER.resolve("r.jsonl.run.json"),
                FOLDER.resolve("r.summary.json"),
                FOLDER.resolve("r.report.html"),
                FOLDER.resolve("r.changes.csv"),
                FOLDER)),
        shard,
        new FailureLimit(1, false),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        Duration.ofSeconds(2),
        tally.processed(),
        true,
        0,
        Optional.empty(),
        false,
        Summary.Pushing.NONE,
        tally,
        changes);
  }
}
