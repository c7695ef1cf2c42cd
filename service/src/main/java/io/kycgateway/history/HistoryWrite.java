package io.kycgateway.history;

import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.OutcomeListener;
import org.jspecify.annotations.Nullable;

/**
 * The record of one verification: it is handed over as soon as the outcome is known, and the answer
 * waits for its commit. For one thread.
 */
public final class HistoryWrite implements OutcomeListener {
  private final String client;
  private final @Nullable RecordFactory records;
  private final @Nullable HistoryWriter writer;
  private @Nullable ConcludedVerification concluded;
  private @Nullable PendingRecord pending;

  HistoryWrite(String client, @Nullable RecordFactory records, @Nullable HistoryWriter writer) {
    this.client = client;
    this.records = records;
    this.writer = writer;
  }

  @Override
  public void concluded(ConcludedVerification verification) {
    concluded = verification;
    if (records != null && writer != null) {
      pending = writer.submit(records.record(client, verification));
    }
  }

  /** The verification, once it has its outcome. */
  public ConcludedVerification verification() {
    if (concluded == null) {
      throw new IllegalStateException("the verification has no outcome yet");
    }
    return concluded;
  }

  /**
   * Waits until the record is committed, which it is at once without a history. False: it is not,
   * and nothing of its outcome may be answered.
   */
  public boolean awaitCommit() {
    if (writer == null) {
      return true;
    }
    return pending != null && writer.await(pending);
  }
}
