package io.kycgateway.reverify.history;

import io.kycgateway.reverify.history.database.LabelTable;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.TruthLabel;
import java.util.ArrayList;
import java.util.List;

/** Writes labels in small transactions. */
final class LabelImporter {
  private static final int BATCH = 500;

  private final RunDatabase database;
  private final List<TruthLabel> labelsOfBatch = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();
  private long labels;
  private long unknown;
  private long firstUnknown;

  LabelImporter(RunDatabase database) {
    this.database = database;
  }

  /** Takes the label of that line. */
  void add(long line, TruthLabel label) {
    labelsOfBatch.add(label);
    lines.add(line);
    if (labelsOfBatch.size() == BATCH) {
      flush();
    }
  }

  /** Writes the rest, and tells what became of all. */
  ImportedLabels imported() {
    flush();
    return new ImportedLabels(labels, unknown, firstUnknown);
  }

  private void flush() {
    if (labelsOfBatch.isEmpty()) {
      return;
    }
    boolean[] found =
        database.inTransaction(handle -> LabelTable.set(handle, List.copyOf(labelsOfBatch)));
    for (int i = 0; i < found.length; i++) {
      labels += found[i] ? 1 : 0;
      unknown += found[i] ? 0 : 1;
      firstUnknown = !found[i] && firstUnknown == 0 ? lines.get(i) : firstUnknown;
    }
    labelsOfBatch.clear();
    lines.clear();
  }
}
