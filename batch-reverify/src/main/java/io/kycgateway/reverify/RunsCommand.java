package io.kycgateway.reverify;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.history.HistoryAccess;
import io.kycgateway.reverify.history.database.RunComparison;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.history.database.RunTable;
import io.kycgateway.reverify.history.report.ComparisonCsv;
import io.kycgateway.reverify.history.report.ComparisonText;
import io.kycgateway.reverify.history.report.ListedRun;
import io.kycgateway.reverify.history.report.RunExports;
import io.kycgateway.reverify.history.report.RunsText;
import io.kycgateway.reverify.history.report.StoredTally;
import io.kycgateway.reverify.push.PushConfiguration;
import io.kycgateway.reverify.push.PushTarget;
import io.kycgateway.reverify.push.RunPush;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.report.Summary;
import io.kycgateway.reverify.report.SummaryText;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.jspecify.annotations.Nullable;

/** {@code runs}: what runs over the history there are, what they found, and how two differ. */
final class RunsCommand extends ConfiguredCommand<ReverifyConfiguration> {
  private static final int SHOWN_CHANGES = 20;

  RunsCommand() {
    super(
        "runs",
        "runs list CONFIG, runs show CONFIG NAME, runs compare CONFIG A B, runs push CONFIG NAME");
  }

  @Override
  protected Class<ReverifyConfiguration> getConfigurationClass() {
    return ReverifyConfiguration.class;
  }

  @Override
  public void configure(Subparser subparser) {
    subparser
        .addArgument("action")
        .choices("list", "show", "compare", "push")
        .help(
            "list: all runs; show: the summary of one; compare: how the second differs; push: the"
                + " metrics of the latest once more, after labels were imported");
    super.configure(subparser);
    subparser.addArgument("names").nargs("*").help("the run's name, or both of them");
    subparser
        .addArgument("--output")
        .help(
            "show: file of its results, with its report beside it; compare: folder of both reports"
                + " and of all changes");
  }

  @Override
  protected void run(
      Bootstrap<ReverifyConfiguration> bootstrap,
      Namespace namespace,
      ReverifyConfiguration configuration)
      throws Exception {
    String action = namespace.getString("action");
    List<String> names = namespace.getList("names");
    int expected = action.equals("list") ? 0 : action.equals("compare") ? 2 : 1;
    if (names.size() != expected) {
      throw new StartupException(
          "runs " + action + " takes the names of " + expected + " runs, not " + names.size());
    }
    @Nullable String output = namespace.getString("output");
    try (HistoryAccess history = HistoryAccess.open(configuration.history())) {
      switch (action) {
        case "list" -> System.out.print(list(history));
        case "show" -> System.out.print(show(history, names.get(0), output));
        case "push" -> push(history, names.get(0), configuration.batch().push());
        default -> System.out.print(compare(history, names.get(0), names.get(1), output));
      }
      System.out.flush();
    }
  }

  private static String list(HistoryAccess history) {
    return RunsText.list(
        history
            .database()
            .inTransaction(
                handle ->
                    RunTable.list(handle).stream()
                        .map(run -> new ListedRun(run, RunTable.states(handle, run.name())))
                        .toList()));
  }

  private static String show(HistoryAccess history, String name, @Nullable String output)
      throws StartupException, IOException {
    RunRecord run = run(history, name);
    Tally tally = StoredTally.of(history.database(), name);
    Summary summary =
        output == null
            ? RunExports.of(run, tally).summary()
            : RunExports.writeRun(history, run, tally, output);
    return SummaryText.of(summary);
  }

  private static void push(HistoryAccess history, String name, PushConfiguration push)
      throws StartupException, InterruptedException, ExitException {
    @Nullable PushTarget target = PushTarget.ifEnabled(push);
    if (target == null) {
      throw new StartupException("batch.push.url (PUSHGATEWAY_URL) is empty: where to push?");
    }
    RunRecord run = run(history, name);
    @Nullable Instant completed = run.completedAt();
    if (completed == null) {
      throw new StartupException("run " + name + " is not complete: its workers push");
    }
    String latest = history.database().inTransaction(RunTable::list).get(0).name();
    if (!latest.equals(name)) {
      throw new StartupException(
          "run " + name + " is not the latest: what is pushed is of " + latest);
    }
    Optional<String> failure =
        RunPush.push(history.database(), run, completed, target, push.attempts());
    if (failure.isPresent()) {
      System.out.printf(Locale.ROOT, "not pushed to %s: %s%n", target, failure.get());
      throw new ExitException(ExitCode.TOO_MANY_FAILURES);
    }
    System.out.printf(Locale.ROOT, "run %s pushed to %s%n", name, target);
  }

  private static RunRecord run(HistoryAccess history, String name) throws StartupException {
    return history
        .database()
        .inTransaction(handle -> RunTable.find(handle, name))
        .orElseThrow(
            () -> new StartupException("there is no run " + name + ": runs list shows all"));
  }

  private static String compare(
      HistoryAccess history, String first, String second, @Nullable String output)
      throws StartupException, IOException {
    RunRecord one = run(history, first);
    RunRecord two = run(history, second);
    Tally firstTally = StoredTally.of(history.database(), first);
    Tally secondTally = StoredTally.of(history.database(), second);
    if (output != null) {
      Path folder = Path.of(output);
      if (!Files.isDirectory(folder)) {
        throw new StartupException("--output: there is no folder " + output);
      }
      Summary unused =
          RunExports.writeRun(history, one, firstTally, folder.resolve(first + ".jsonl") + "");
      unused =
          RunExports.writeRun(history, two, secondTally, folder.resolve(second + ".jsonl") + "");
      ComparisonCsv.write(history, one, two, folder.resolve(first + "-" + second + ".changes.csv"));
    }
    return history
        .database()
        .inTransaction(
            handle ->
                ComparisonText.of(
                    one,
                    firstTally,
                    two,
                    secondTally,
                    RunComparison.of(handle, first, second),
                    RunComparison.changed(handle, first, second, 0, SHOWN_CHANGES)));
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    LabelsCommand.printError(cli, e);
  }
}
