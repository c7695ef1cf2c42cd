package io.kycgateway.reverify;

import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.manifest.ManifestSource;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.progress.ProgressMode;
import io.kycgateway.reverify.push.Textfile;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.run.Concurrency;
import io.kycgateway.startup.StartupException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import net.sourceforge.argparse4j.inf.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * The command line, checked.
 *
 * @param input the manifest; {@code -}: standard input
 * @param isDeadLettersNamed whether the file of dead letters was named
 * @param ratePerSecond maximum attempts per second; 0: no limit
 * @param isEmptyAllowed whether a manifest without records is a success
 * @param isRetryingDeadLetters whether dead letters of transient failures are verified again
 * @param textfile metrics file for node_exporter
 */
public record ReverifyOptions(
    String input,
    RunFiles files,
    boolean isDeadLettersNamed,
    Concurrency concurrency,
    double ratePerSecond,
    Shard shard,
    FailureLimit maxFailures,
    int retries,
    boolean isDryRun,
    boolean isEmptyAllowed,
    boolean isRetryingDeadLetters,
    ProgressMode progress,
    @Nullable Path textfile) {
  private static final double MAX_RATE = 1_000_000;
  private static final int MAX_RETRIES = 100;

  /**
   * Reads the command line.
   *
   * @throws StartupException names the option and its valid values
   */
  static ReverifyOptions of(
      Namespace namespace, BatchConfiguration batch, Map<String, String> environment)
      throws StartupException {
    String input = required(namespace, "input");
    String output = required(namespace, "output");
    Map<String, Path> others = new LinkedHashMap<>();
    if (!input.equals(ManifestSource.STANDARD_INPUT)) {
      put(others, "--input", input);
    }
    others.putAll(otherFiles(namespace, batch));
    RunFiles files = RunFiles.of(output, namespace.getString("dead_letters"), others);
    Path textfile = others.get("--textfile");
    requireTextfile(textfile);
    return new ReverifyOptions(
        input,
        files,
        namespace.getString("dead_letters") != null,
        Concurrency.of(namespace.getString("concurrency"), batch.maxConcurrency()),
        rate(namespace.getString("rate")),
        Shard.of(namespace.getString("shard"), environment),
        FailureLimit.of(namespace.getString("max_failures")),
        retries(namespace.getString("retries"), batch.retry().retries()),
        Boolean.TRUE.equals(namespace.getBoolean("dry_run")),
        Boolean.TRUE.equals(namespace.getBoolean("allow_empty")),
        Boolean.TRUE.equals(namespace.getBoolean("retry_dead_letters")),
        ProgressMode.of(namespace.getString("progress")),
        textfile);
  }

  private static String required(Namespace namespace, String option) throws StartupException {
    String value = namespace.getString(option);
    if (value == null) {
      throw new StartupException(
          "argument --"
              + option
              + " is required, or --select with --run for records of the history");
    }
    return value;
  }

  /** The files of a run besides its input and output, by the names that messages use. */
  static Map<String, Path> otherFiles(Namespace namespace, BatchConfiguration batch)
      throws StartupException {
    Map<String, Path> others = new LinkedHashMap<>();
    put(others, "--textfile", namespace.getString("textfile"));
    put(others, "the configuration", namespace.getString("file"));
    put(others, "batch.push.passwordFile", batch.push().passwordFile());
    put(others, "batch.push.bearerTokenFile", batch.push().bearerTokenFile());
    put(others, "batch.push.caFile", batch.push().caFile());
    return others;
  }

  /** Checks the file that metrics are written to; null: there is none. */
  static void requireTextfile(@Nullable Path textfile) throws StartupException {
    if (textfile != null) {
      RunFiles.requireWritable("--textfile", textfile);
      Textfile.requireCollectable(textfile);
    }
  }

  /**
   * Checks that there is something to verify: an export that went wrong is often an empty file.
   *
   * @throws StartupException if there is not
   */
  void requireRecords(ManifestSource.Survey survey) throws StartupException {
    if (survey.lines() == 0 && !isEmptyAllowed) {
      throw new StartupException(
          "--input: "
              + (input.equals(ManifestSource.STANDARD_INPUT) ? "standard input" : input)
              + " holds no records; --allow-empty makes that a success");
    }
  }

  private static void put(Map<String, Path> files, String name, @Nullable String file)
      throws StartupException {
    if (file == null || file.isEmpty()) {
      return;
    }
    try {
      files.put(name, Path.of(file));
    } catch (InvalidPathException e) {
      throw new StartupException(name + " is not a file name");
    }
  }

  static double rate(@Nullable String option) throws StartupException {
    if (option == null) {
      return 0;
    }
    try {
      double rate = Double.parseDouble(option);
      if (rate >= 0.001 && rate <= MAX_RATE) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new StartupException(
        "--rate must be attempts per second, 0.001 or more; it is " + option);
  }

  static int retries(@Nullable String option, int configured) throws StartupException {
    if (option == null) {
      return configured;
    }
    try {
      int retries = Integer.parseInt(option);
      if (retries >= 0 && retries <= MAX_RETRIES) {
        return retries;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new StartupException("--retries must be 0 to " + MAX_RETRIES + "; it is " + option);
  }
}
