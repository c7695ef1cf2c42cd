package io.kycgateway.reverify;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.reverify.history.HistoryAccess;
import io.kycgateway.reverify.history.ImportedLabels;
import io.kycgateway.reverify.history.LabelFile;
import io.kycgateway.reverify.history.database.RunDatabaseException;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.startup.StartupErrors;
import io.kycgateway.startup.StartupException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import net.sourceforge.argparse4j.inf.ArgumentParserException;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/** {@code labels import}: the ground truth of kept verifications, from a CSV file. */
final class LabelsCommand extends ConfiguredCommand<ReverifyConfiguration> {
  LabelsCommand() {
    super("labels", "labels import CONFIG FILE: the ground truth of kept verifications");
  }

  @Override
  protected Class<ReverifyConfiguration> getConfigurationClass() {
    return ReverifyConfiguration.class;
  }

  @Override
  public void configure(Subparser subparser) {
    subparser.addArgument("action").choices("import").help("import: set labels");
    super.configure(subparser);
    subparser
        .addArgument("labels")
        .help("CSV file with the header verification_id,ground_truth or, with ,attack_type");
  }

  @Override
  protected void run(
      Bootstrap<ReverifyConfiguration> bootstrap,
      Namespace namespace,
      ReverifyConfiguration configuration)
      throws Exception {
    ImportedLabels imported;
    try (HistoryAccess history = HistoryAccess.open(configuration.history())) {
      imported = new LabelFile(path(namespace.getString("labels"))).into(history.database());
    }
    System.out.printf(Locale.ROOT, "%,d labels imported%n", imported.labels());
    if (imported.unknown() > 0) {
      System.out.printf(
          Locale.ROOT,
          "%,d of verifications that are not kept, the first in line %,d%n",
          imported.unknown(),
          imported.firstUnknown());
      throw new ExitException(ExitCode.TOO_MANY_FAILURES);
    }
  }

  private static Path path(String name) throws StartupException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new StartupException(name + " is not a file name");
    }
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    printError(cli, e);
  }

  /** Says why a command on the history failed. */
  static void printError(Cli cli, Throwable e) {
    PrintWriter err = cli.getStdErr();
    Optional<String> usage =
        e instanceof ArgumentParserException
            ? Optional.of(String.valueOf(e.getMessage()).strip())
            : StartupErrors.configuration(e);
    if (usage.isPresent()) {
      err.println("kyc-batch-reverify cannot start: " + usage.get());
    } else if (e instanceof RunDatabaseException) {
      err.println("kyc-batch-reverify stopped: the history's database: " + e.getMessage());
    } else if (!(e instanceof ExitException)) {
      err.println("kyc-batch-reverify stopped: internal error: " + e);
      e.printStackTrace(err);
    }
    err.flush();
  }
}
