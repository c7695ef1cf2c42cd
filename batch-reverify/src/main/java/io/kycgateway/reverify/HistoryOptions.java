package io.kycgateway.reverify;

import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.history.RunName;
import io.kycgateway.reverify.history.SelectionParser;
import io.kycgateway.reverify.history.database.Selection;
import io.kycgateway.reverify.progress.ProgressMode;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.run.Concurrency;
import io.kycgateway.startup.StartupException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import net.sourceforge.argparse4j.inf.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a worker of a run over the history, checked.
 *
 * @param selection empty: it joins the run and cannot start it
 * @param files of the whole run, written when it is complete; empty: none
 * @param objective {@code --max-failures}; null: not given
 * @param ratePerSecond maximum attempts per second of this worker; 0: no limit
 * @param isEmptyAllowed whether a run without items is a success
 * @param textfile metrics file for node_exporter
 */
record HistoryOptions(
    String run,
    Optional<Selection> selection,
    Optional<RunFiles> files,
    @Nullable String objective,
    Concurrency concurrency,
    double ratePerSecond,
    int retries,
    boolean isEmptyAllowed,
    ProgressMode progress,
    @Nullable Path textfile) {

  /** Whether the command line is of a run over the history. */
  static boolean areMeant(Namespace namespace) {
    return namespace.getString("run") != null
        || Boolean.TRUE.equals(namespace.getBoolean("select"));
  }

  /**
   * Reads the command line.
   *
   * @throws StartupException names the option and its valid values
   */
  static HistoryOptions of(Namespace namespace, BatchConfiguration batch) throws StartupException {
    for (String other : new String[] {"input", "dead_letters", "shard"}) {
      refuse(namespace.getString(other) != null, other);
    }
    for (String other : new String[] {"dry_run", "retry_dead_letters"}) {
      refuse(Boolean.TRUE.equals(namespace.getBoolean(other)), other);
    }
    Optional<Selection> selection = SelectionParser.of(namespace::getString);
    String run = namespace.getString("run");
    if (run == null) {
      throw new StartupException("--select needs --run, the name that other workers join by");
    }
    Map<String, Path> others = ReverifyOptions.otherFiles(namespace, batch);
    ReverifyOptions.requireTextfile(others.get("--textfile"));
    String output = namespace.getString("output");
    String objective = namespace.getString("max_failures");
    FailureLimit unused = FailureLimit.of(objective);
    return new HistoryOptions(
        RunName.of("--run", run),
        selection,
        output == null ? Optional.empty() : Optional.of(RunFiles.of(output, null, others)),
        objective,
        Concurrency.of(namespace.getString("concurrency"), batch.maxConcurrency()),
        ReverifyOptions.rate(namespace.getString("rate")),
        ReverifyOptions.retries(namespace.getString("retries"), batch.retry().retries()),
        Boolean.TRUE.equals(namespace.getBoolean("allow_empty")),
        ProgressMode.of(namespace.getString("progress")),
        others.get("--textfile"));
  }

  private static void refuse(boolean isGiven, String option) throws StartupException {
    if (isGiven) {
      throw new StartupException(
          "--"
              + option.replace('_', '-')
              + " is for a manifest: with --run the records are those of the history");
    }
  }
}
