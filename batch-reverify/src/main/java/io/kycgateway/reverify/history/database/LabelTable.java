package io.kycgateway.reverify.history.database;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Labels kept verifications with what is known of their people. */
public final class LabelTable {
  /** The label of a re-verification is that of the record which it verifies again. */
  private static final String ORIGINAL =
      "(SELECT COALESCE(reverifies, id) FROM verification WHERE id = :id)";

  private static final String SET = " SET ground_truth = :truth, ground_truth_attack = :attack";

  private LabelTable() {}

  /**
   * Sets labels, of the records and of the items of every run that selected them.
   *
   * @return for each whether there is such a record
   */
  public static boolean[] set(Handle handle, List<TruthLabel> labels) {
    int[] records =
        execute(handle, "UPDATE verification" + SET + " WHERE id = " + ORIGINAL, labels);
    int[] unused =
        execute(
            handle,
            "UPDATE reverification_item" + SET + " WHERE verification = " + ORIGINAL,
            labels);
    boolean[] found = new boolean[records.length];
    for (int i = 0; i < records.length; i++) {
      found[i] = records[i] > 0;
    }
    return found;
  }

  private static int[] execute(Handle handle, String sql, List<TruthLabel> labels) {
    PreparedBatch batch = handle.prepareBatch(sql);
    for (TruthLabel label : labels) {
      batch
          .bind("truth", label.truth().wireName())
          .bind("attack", label.attack() == null ? null : label.attack().wireName())
          .bind("id", label.verification())
          .add();
    }
    return batch.execute();
  }
}
