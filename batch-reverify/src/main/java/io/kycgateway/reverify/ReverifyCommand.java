package io.kycgateway.reverify;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.logging.EventLayoutFactory;
import io.kycgateway.reverify.manifest.ManifestChangedException;
import io.kycgateway.reverify.manifest.ManifestSource;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.report.Summary;
import io.kycgateway.reverify.report.SummaryText;
import io.kycgateway.reverify.run.StopSignal;
import io.kycgateway.startup.LogLevels;
import io.kycgateway.startup.StartupErrors;
import io.kycgateway.startup.StartupException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import net.sourceforge.argparse4j.inf.ArgumentParserException;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies the records of a manifest again, or those of the history. */
final class ReverifyCommand extends ConfiguredCommand<ReverifyConfiguration> {
  private static final Logger LOG = LoggerFactory.getLogger(ReverifyCommand.class);

  ReverifyCommand() {
    super("reverify", "Verifies the records of a manifest again; resumes a stopped run");
  }

  @Override
  protected Class<ReverifyConfiguration> getConfigurationClass() {
    return ReverifyConfiguration.class;
  }

  @Override
  public void configure(Subparser subparser) {
    super.configure(subparser);
    ReverifyArguments.addTo(subparser);
  }

  @Override
  public void run(Bootstrap<?> bootstrap, Namespace namespace) throws Exception {
    String file = namespace.getString("file");
    if (file != null) {
      requireReadable(file);
    }
    super.run(bootstrap, namespace);
  }

  private static void requireReadable(String file) throws StartupException {
    if (!Files.exists(Path.of(file))) {
      throw new StartupException("there is no configuration file " + file);
    }
    if (Files.isDirectory(Path.of(file))) {
      throw new StartupException("the configuration must be a file, not a folder: " + file);
    }
    if (!Files.isReadable(Path.of(file))) {
      throw new StartupException(
          "the configuration " + file + " cannot be read: permission denied");
    }
  }

  @Override
  protected void run(
      Bootstrap<ReverifyConfiguration> bootstrap,
      Namespace namespace,
      ReverifyConfiguration configuration)
      throws Exception {
    LogLevels.check(configuration.getLoggingFactory());
    EventLayoutFactory.check(configuration.getLoggingFactory());
    if (HistoryOptions.areMeant(namespace)) {
      end(
          overHistory(
              bootstrap, HistoryOptions.of(namespace, configuration.batch()), configuration));
      return;
    }
    ReverifyOptions options = ReverifyOptions.of(namespace, configuration.batch(), System.getenv());
    ManifestSource manifest = ManifestSource.of(options.input(), System.in);
    PrintStream out = System.out;
    if (options.isDryRun()) {
      end(DryRun.run(configuration, options, manifest, out));
      return;
    }
    StopSignal stop = new StopSignal();
    Terminal.stopOnSignals(stop);
    Summary summary =
        Reverification.run(
            configuration,
            options,
            manifest,
            bootstrap.getMetricRegistry(),
            stop,
            InstantSource.system(),
            out);
    end(print(summary));
  }

  private static ExitCode overHistory(
      Bootstrap<ReverifyConfiguration> bootstrap,
      HistoryOptions options,
      ReverifyConfiguration configuration)
      throws Exception {
    StopSignal stop = new StopSignal();
    Terminal.stopOnSignals(stop);
    return print(
        HistoryReverification.run(
            configuration,
            options,
            bootstrap.getMetricRegistry(),
            stop,
            InstantSource.system(),
            System.out));
  }

  private static ExitCode print(Summary summary) {
    System.out.print(SummaryText.of(summary));
    System.out.flush();
    if (summary.nothingNew().isPresent()) {
      System.err.println("kyc-batch-reverify: " + summary.headline());
    } else {
      LOG.info("re-verification {}", summary.headline());
    }
    return summary.code();
  }

  private static void end(ExitCode code) throws ExitException {
    if (code != ExitCode.COMPLETE) {
      throw new ExitException(code);
    }
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    PrintWriter err = cli.getStdErr();
    if (e instanceof ExitException) {
      return;
    }
    Optional<String> usage = usage(e);
    if (usage.isPresent()) {
      err.println("kyc-batch-reverify cannot start: " + usage.get());
    } else {
      err.println("kyc-batch-reverify stopped: internal error: " + e);
      e.printStackTrace(err);
    }
    err.flush();
  }

  /** The exit code of a command that threw. */
  static ExitCode exitCode(Throwable e) {
    if (e instanceof ExitException end) {
      return end.code();
    }
    return usage(e).isPresent() ? ExitCode.USAGE : ExitCode.STOPPED;
  }

  // What must be corrected first: a scheduler repeats a run that stopped, without success here.
  private static Optional<String> usage(Throwable e) {
    return e instanceof ArgumentParserException || e instanceof ManifestChangedException
        ? Optional.of(String.valueOf(e.getMessage()).strip())
        : StartupErrors.configuration(e);
  }
}
