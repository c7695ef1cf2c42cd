package io.kycgateway.reverify.history;

import io.kycgateway.common.UuidV7;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.RecordFactory;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.AcceptedVerification;
import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.ModuleOutcome;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.reverify.history.database.ClaimedItem;
import io.kycgateway.reverify.history.database.ItemClosing;
import io.kycgateway.reverify.history.database.ItemResult;
import io.kycgateway.reverify.history.database.ItemTable;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.history.database.RunTable;
import io.kycgateway.reverify.history.database.Selection;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** A history with records, and runs over it, for tests. */
public final class RunSamples implements AutoCloseable {
  public static final Selection EVERYTHING = selection(Set.of(), null, null, 0);

  private final HistoryDatabases.Opened opened;
  private final RunDatabase database;

  private RunSamples(HistoryDatabases.Opened opened, RunDatabase database) {
    this.opened = opened;
    this.database = database;
  }

  /** A new database of that kind. */
  public static RunSamples in(HistoryDatabases.Kind kind) throws Exception {
    HistoryConfiguration configuration = kind.configuration();
    return of(configuration, configuration);
  }

  /**
   * A database that is there.
   *
   * @param workers how the runs' transactions come to it
   */
  public static RunSamples of(HistoryConfiguration direct, HistoryConfiguration workers)
      throws Exception {
    return new RunSamples(
        HistoryDatabases.open(direct),
        RunDatabase.open(workers, HistoryDatabases.password(workers)));
  }

  public HistoryDatabases.Opened opened() {
    return opened;
  }

  public RunDatabase database() {
    return database;
  }

  public static Selection selection(
      Set<Status> statuses, Duration olderThan, Duration newerThan, long limit) {
    return new Selection(
        new TreeSet<>(statuses),
        new TreeSet<>(),
        new TreeSet<>(),
        olderThan,
        newerThan,
        false,
        limit);
  }

  /** Keeps records. */
  public List<VerificationRecord> insert(VerificationRecord... records) throws Exception {
    try (var writer = opened.writer()) {
      opened.database().insert(writer, List.of(records));
    }
    return List.of(records);
  }

  /** So many records of the last days, the oldest first. */
  public List<VerificationRecord> insert(int count) throws Exception {
    List<VerificationRecord> records = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int i = count; i > 0; i--) {
      records.add(RecordSamples.at(now - Duration.ofDays(i).toMillis(), "a", Status.VERIFIED));
    }
    return insert(records.toArray(VerificationRecord[]::new));
  }

  /** Starts a run. */
  public RunRecord start(String name, Selection selection) throws Exception {
    return new RunStart(name, Optional.of(selection), null, true, false).in(database, () -> true);
  }

  public List<ClaimedItem> claim(String run, String owner, int limit) {
    return claim(run, owner, limit, 60);
  }

  public List<ClaimedItem> claim(String run, String owner, int limit, int seconds) {
    return database.inTransaction(
        handle -> ItemTable.claim(handle, run, new Lease(owner, seconds), limit));
  }

  public int release(String run, String owner) {
    return database.inTransaction(handle -> ItemTable.release(handle, run, owner));
  }

  /** Closes items with a verification each; the numbers of those that were lost. */
  public Set<Long> close(String run, ItemResult... results) {
    ItemClosing closing =
        new ItemClosing(database.database(), new RecordFactory(RecordSamples.CIPHER));
    return database.inTransaction(handle -> closing.close(handle, run, Arrays.asList(results)));
  }

  /** Ends all leases of a run. */
  public void endLeases(String run) {
    opened
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE reverification_item SET lease_until ="
                        + " CURRENT_TIMESTAMP - INTERVAL '1' SECOND WHERE run = ?"
                        + " AND state = 'leased'",
                    run));
  }

  public RunRecord complete(String run) {
    return database.inTransaction(handle -> RunTable.completeIfDone(handle, run));
  }

  /** One number that a query answers. */
  public long count(String sql, Object... values) {
    return opened
        .jdbi()
        .withHandle(
            handle -> {
              var query = handle.createQuery(sql);
              for (int i = 0; i < values.length; i++) {
                query.bind(i, values[i]);
              }
              return query.mapTo(Long.class).one();
            });
  }

  /** A decision on an item, by a verification of its own. */
  public static ItemResult decided(ClaimedItem item, Status status) {
    return new ItemResult(
        item,
        new RecordOutcome(item.item(), status, item.labels(), 1, 1234, false, false, null),
        "",
        concluded(status));
  }

  private static ConcludedVerification concluded(Status status) {
    UUID id = UuidV7.of(System.currentTimeMillis());
    VerificationRequest request =
        new VerificationRequest(
            UUID.randomUUID().toString(),
            "device",
            new Evidence("s3://a/selfie", null, null, null, null),
            new Evidence("s3://a/document", null, null, "passport", "ESP"),
            Map.of());
    Decision decision = new Decision(id + "", status, 0.5, List.of("why"), Map.of(), List.of());
    return new ConcludedVerification(
        new AcceptedVerification(
            id + "",
            request,
            new VerificationContext(Channel.BATCH, "r", TraceContext.started(), null)),
        decision,
        List.of(
            new ModuleOutcome(
                ModuleName.LIVENESS,
                ModuleOutcome.Outcome.SUCCESS,
                1,
                new ModuleResult.Scored(0.9, List.of(), null, new byte[0]))),
        1_000_000);
  }

  @Override
  public void close() throws Exception {
    database.close();
    opened.close();
  }
}
