package io.kycgateway.reverify;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.reverify.files.DistinctFiles;
import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.files.FileErrors;
import io.kycgateway.reverify.report.MergedSummary;
import io.kycgateway.reverify.report.MergedSummaryJson;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/** {@code summary merge}: the summaries of a manifest's shards as one. */
final class SummaryCommand extends Command {
  SummaryCommand() {
    super("summary", "summary merge FILES... --output FILE merges the summaries of shards");
  }

  @Override
  public void configure(Subparser subparser) {
    subparser.addArgument("action").choices("merge").help("merge: add up the shards of one run");
    subparser.addArgument("summaries").nargs("+").help("summary.json of each shard");
    subparser.addArgument("--output").required(true).help("file to write");
  }

  @Override
  public void run(Bootstrap<?> bootstrap, Namespace namespace) throws StartupException {
    List<Path> summaries = new ArrayList<>();
    Map<String, Path> files = new LinkedHashMap<>();
    for (String name : namespace.<String>getList("summaries")) {
      Path file = path(name);
      summaries.add(file);
      files.putIfAbsent(name, file);
    }
    Path output = path(namespace.getString("output"));
    files.put("--output", output);
    DistinctFiles.require(files);
    RunFiles.requireWritable("--output", output);
    MergedSummary merged = MergedSummary.of(summaries);
    try {
      DurableFiles.replace(output, MergedSummaryJson.of(merged));
    } catch (IOException e) {
      throw new StartupException(
          "--output: " + output + " cannot be written: " + FileErrors.reason(e));
    }
    System.out.println(merged.headline());
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
    if (e instanceof StartupException) {
      cli.getStdErr().println("kyc-batch-reverify cannot merge: " + e.getMessage());
    } else {
      cli.getStdErr().println("kyc-batch-reverify stopped: internal error");
      e.printStackTrace(cli.getStdErr());
    }
  }
}
