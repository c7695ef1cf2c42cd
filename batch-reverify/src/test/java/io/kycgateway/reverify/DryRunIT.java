package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dry run of the packaged jar that lists every bad line, and the run after it. */
class DryRunIT {
  private static final int BAD = 12;

  @TempDir Path folder;

  @Test
  void dryRun_withDeadLetters_listsAllAndTheRunReplacesThem() throws IOException {
    List<String> lines = new ArrayList<>(List.of(Manifests.genuine("good")));
    for (int i = 0; i < BAD; i++) {
      lines.add("{broken");
    }
    String manifest = Files.write(folder.resolve("m.jsonl"), lines).toString();
    Path listed = folder.resolve("bad.jsonl");

    assertThat(batch("--dry-run").run(manifest).out())
        .contains("(further bad lines: --dead-letters FILE lists all of them)");
    for (int again = 0; again < 2; again++) {
      BatchProcess.Ended dry = batch("--dry-run", "--dead-letters", listed + "").run(manifest);
      assertThat(dry.code()).as(dry.out()).isZero();
      assertThat(dry.out()).contains("(further bad lines: all are in " + listed);
      assertThat(Files.readAllLines(listed))
          .hasSize(BAD)
          .allMatch(line -> line.contains("\"dry_run\":true") && line.contains("not_json"));
    }

    BatchProcess.Ended run = batch("--dead-letters", listed + "").run(manifest);

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out()).contains("13 of 13 records processed (0 by earlier runs)");
    List<String> letters = Files.readAllLines(listed);
    assertThat(letters).hasSize(BAD).noneMatch(line -> line.contains("dry_run"));
    batch("--dry-run", "--dead-letters", listed + "").run(manifest);
    assertThat(Files.readAllLines(listed)).as("a run's own stay").isEqualTo(letters);
  }

  private BatchProcess batch(String... options) {
    return BatchProcess.in(folder).args("--max-failures", "" + BAD).args(options);
  }
}
