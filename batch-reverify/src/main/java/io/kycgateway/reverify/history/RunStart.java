package io.kycgateway.reverify.history;

import io.kycgateway.history.database.SqlFailure;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunDatabaseException;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.history.database.RunTable;
import io.kycgateway.reverify.history.database.Selection;
import io.kycgateway.startup.StartupException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts a run, or joins one.
 *
 * @param selection empty: joins only
 * @param objective {@code --max-failures}; null: that of the run, or 0
 * @param isSimulated whether this worker's modules are simulated
 * @param isEmptyAllowed whether a run may have no items
 */
public record RunStart(
    String name,
    Optional<Selection> selection,
    @Nullable String objective,
    boolean isSimulated,
    boolean isEmptyAllowed) {
  /** The longest that a selection may take. */
  private static final Duration LONGEST_SELECTION = Duration.ofHours(1);

  private static final String NO_FAILURES = "0";

  /**
   * The run, with its items fixed.
   *
   * @param isAbandoned asked while the database cannot be reached: whether to go on without it
   * @throws StartupException if there is none to join, it is another than the options say, or
   *     nothing is selected
   * @throws RunDatabaseException if the database cannot be used
   */
  public RunRecord in(RunDatabase database, BooleanSupplier isAbandoned)
      throws StartupException, InterruptedException {
    Optional<RunRecord> existing =
        database.patiently(handle -> RunTable.find(handle, name), isAbandoned);
    if (existing.isEmpty()) {
      existing = create(database);
    }
    RunRecord run = existing.isPresent() ? existing.get() : find(database);
    requireSame(run);
    return run;
  }

  private RunRecord find(RunDatabase database) {
    return database.inTransaction(handle -> RunTable.find(handle, name)).orElseThrow();
  }

  /** Empty: another worker was a moment earlier. */
  private Optional<RunRecord> create(RunDatabase database) throws StartupException {
    Selection selected =
        selection.orElseThrow(
            () -> new StartupException("there is no run " + name + ": --select starts one"));
    String limit = objective == null ? NO_FAILURES : objective;
    try {
      return Optional.of(
          database.inTransaction(
              handle -> {
                RunRecord run = RunTable.create(handle, name, selected, limit, isSimulated);
                if (run.items() == 0 && !isEmptyAllowed) {
                  throw new EmptySelectionException();
                }
                return run;
              },
              LONGEST_SELECTION));
    } catch (EmptySelectionException e) {
      throw new StartupException(
          "--select: no kept verification matches "
              + selected
              + "; --allow-empty makes that a success");
    } catch (RunDatabaseException e) {
      if (e.kind() == SqlFailure.Kind.DATA) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void requireSame(RunRecord run) throws StartupException {
    if (selection.isPresent() && !selection.get().toString().equals(run.selection())) {
      throw new StartupException(
          "run "
              + name
              + " has another selection: "
              + run.selection()
              + ", not "
              + selection.get()
              + "; name another --run, or join it without --select");
    }
    if (objective != null && !objective.equals(run.objective())) {
      throw new StartupException(
          "run " + name + " has --max-failures " + run.objective() + ", not " + objective);
    }
    if (run.isSimulated() != isSimulated && !run.isComplete()) {
      throw new StartupException(
          run.isSimulated()
              ? "run " + name + " is of simulated modules: set KYC_SIMULATOR=true to join it"
              : "run " + name + " is of real modules, and those of this process are simulated");
    }
  }
}
