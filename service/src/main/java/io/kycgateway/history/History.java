package io.kycgateway.history;

import com.codahale.metrics.Clock;
import io.kycgateway.history.database.Database;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.database.VerificationTable;
import io.kycgateway.history.record.HistoryKeys;
import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.PersonalDataCipher;
import io.kycgateway.history.record.RecordQuery;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.metrics.MetricRecorder;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kept verifications. Safe for use by many threads. */
public final class History implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);
  private static final int SLOW_SHARE = 2;

  private final VerificationTable table;
  private final Supplier<HistoryKeys> keys;
  private final PersonalDataCipher cipher;
  private final RecordFactory records;
  private final HistoryMetrics metrics;
  private final Availability availability;
  private final HistoryWriter writer;
  private final Retention retention;

  private History(
      HistoryConfiguration configuration,
      Database database,
      VerificationTable table,
      Supplier<HistoryKeys> keys,
      MetricRecorder recorder,
      Clock clock) {
    long commitNanos = configuration.commitTimeout().toNanoseconds();
    this.table = table;
    this.keys = keys;
    this.cipher = new PersonalDataCipher(keys);
    this.records = new RecordFactory(cipher);
    this.metrics = new HistoryMetrics(recorder);
    this.availability = new Availability(commitNanos / SLOW_SHARE, clock);
    this.writer = new HistoryWriter(database, metrics, availability, commitNanos, clock);
    this.retention = new Retention(table, metrics, configuration.keepFor().toMilliseconds(), clock);
  }

  /**
   * Starts writing and purging.
   *
   * @param table of the same database
   * @param keys the ones in force, which may change at any time
   */
  public static History start(
      HistoryConfiguration configuration,
      Database database,
      VerificationTable table,
      Supplier<HistoryKeys> keys,
      MetricRecorder recorder,
      Clock clock) {
    History history = new History(configuration, database, table, keys, recorder, clock);
    history.writer.start();
    history.retention.start();
    return history;
  }

  /** Whether a verification that begins now could probably be kept. */
  public boolean isAvailable() {
    return availability.isAvailable();
  }

  /** The record of a verification that begins now. */
  public HistoryWrite begin(String client) {
    return new HistoryWrite(client, records, writer);
  }

  /** The record of a verification where nothing is kept. */
  public static HistoryWrite beginWithout() {
    return new HistoryWrite("", null, null);
  }

  /** A verification of that client; empty: it has none of that id. */
  public Optional<KeptVerification> find(String client, UUID id) {
    return table.find(client, id).map(this::decrypted);
  }

  /** A page of verifications, newest first. */
  public List<KeptVerification> list(RecordQuery query) {
    return table.list(query).stream().map(this::decrypted).toList();
  }

  /** Erases what is personal in a verification of that client. False: it has none of that id. */
  public boolean erase(String client, UUID id) {
    VerificationTable.Erasure erasure = table.erase(client, id);
    if (erasure == VerificationTable.Erasure.ERASED) {
      metrics.purged(HistoryMetrics.PurgeReason.ERASURE, 1);
    }
    return erasure != VerificationTable.Erasure.NOT_FOUND;
  }

  /** The keys in force. */
  public HistoryKeys keys() {
    return keys.get();
  }

  private KeptVerification decrypted(VerificationRecord record) {
    if (record.personal() == null) {
      return new KeptVerification(record, null);
    }
    @Nullable PersonalData personal = cipher.decrypt(record.id(), record.personal()).orElse(null);
    if (personal == null) {
      LOG.error(
          "history: a record cannot be decrypted: KYC_HISTORY_KEYS_FILE has not its key {}",
          record.personal().keyId());
    }
    return new KeptVerification(record, personal);
  }

  @Override
  public void close() {
    retention.close();
    writer.close();
  }
}
