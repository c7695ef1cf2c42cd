package io.kycgateway.reverify.accuracy;

import io.kycgateway.common.EnumTable;
import io.kycgateway.verification.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transition matrix as rows. */
public final class Transitions {
  /** The previous status of a record that had none. */
  public static final String NO_PREVIOUS = "NONE";

  private Transitions() {}

  /** Where the records of one previous status went. */
  public record Row(String previous, @Nullable Status status, EnumTable<Status, Long> counts) {
    public long count(Status current) {
      return counts.get(current);
    }

    public long total() {
      long total = 0;
      for (Status status : Status.values()) {
        total += count(status);
      }
      return total;
    }
  }

  /** All rows, that of records without a previous status last. */
  public static List<Row> rows(Tally tally) {
    List<Row> rows = new ArrayList<>();
    for (Status status : Status.values()) {
      rows.add(row(status.wireName(), status, tally));
    }
    rows.add(row(NO_PREVIOUS, null, tally));
    return rows;
  }

  private static Row row(String name, @Nullable Status previous, Tally tally) {
    return new Row(
        name,
        previous,
        EnumTable.of(Status.class, current -> tally.transitions(previous, current)));
  }
}
