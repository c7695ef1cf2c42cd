package io.kycgateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code docs/operations.md} tells an operator to do, with its own commands, under load: no
 * request fails. It takes minutes, and no pattern of the build finds its name: {@code ./run
 * rehearse} runs it; {@code -Drehearsal.parts=ROLL,API_KEY} has these parts alone.
 */
class RehearsalSuite {
  private final Form form = Form.chosen();

  @Test
  void operations_asDocumented_failNoRequest() throws Exception {
    List<Part> parts = parts();
    if (parts.contains(Part.UPGRADE) && !parts.contains(Part.MIGRATE)) {
      throw new IllegalArgumentException("UPGRADE needs MIGRATE, from the release before");
    }
    Release first =
        parts.contains(Part.MIGRATE) ? Release.before().orElseThrow() : Release.current();
    try (Rehearsal rehearsal = new Rehearsal(form, first, Mistake.NONE)) {
      assertThat(rehearsal.take(parts)).as("what was not as documented").isEmpty();
    }
  }

  private List<Part> parts() {
    boolean hasBefore = Release.before().isPresent();
    List<Part> parts = new ArrayList<>();
    if (hasBefore) {
      parts.addAll(List.of(Part.MIGRATE, Part.UPGRADE));
    }
    if (!hasBefore || !form.isFast()) {
      parts.add(Part.ROLL);
    }
    parts.addAll(
        List.of(Part.API_KEY, Part.METRICS_PASSWORD, Part.DATABASE_PASSWORD, Part.HISTORY_KEY));
    if (hasBefore) {
      parts.add(Part.ROLLBACK);
    } else {
      Report.print("SKIPPED: upgrade and rollback, for want of the release before");
    }
    parts.add(Part.RESTORE);
    String only = System.getProperty("rehearsal.parts", "");
    return only.isEmpty() ? parts : Stream.of(only.split(",")).map(Part::valueOf).toList();
  }
}
