package io.kycgateway.reverify;

import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Subparser;

/** The command line's arguments and their help; {@link ReverifyOptions} reads and checks them. */
final class ReverifyArguments {
  private ReverifyArguments() {}

  /** Adds them to the parser. */
  static void addTo(Subparser parser) {
    parser
        .addArgument("--input")
        .help("manifest (JSON Lines, plain or gzip): a file, a pipe, or - for standard input");
    parser
        .addArgument("--output")
        .help(
            "results (JSON Lines), appended; the same command resumes a stopped run. With --run it"
                + " is optional: the files of the whole run, written when it is complete");
    addSelectionTo(parser);
    parser
        .addArgument("--dead-letters")
        .help(
            "lines without a result, with reasons (default: next to the output); a dry run lists the"
                + " bad lines there if it is given");
    parser.addArgument("--concurrency").help("records in flight: a number or auto (default: auto)");
    parser.addArgument("--rate").help("maximum attempts per second (default: no limit)");
    parser
        .addArgument("--shard")
        .help(
            "process shard i of n, i from 0 (default: from JOB_COMPLETION_INDEX and KYC_SHARD_COUNT)");
    parser
        .addArgument("--max-failures")
        .help("dead letters above which the exit code is 1: a count or a percentage (default: 0)");
    parser.addArgument("--retries").help("retries of transient failures (default: config.yml)");
    parser
        .addArgument("--retry-dead-letters")
        .action(Arguments.storeTrue())
        .help("verify dead letters of transient failures (retries_exhausted) again");
    parser
        .addArgument("--dry-run")
        .action(Arguments.storeTrue())
        .help("validate the whole manifest; no calls, no writes but --dead-letters");
    parser
        .addArgument("--allow-empty")
        .action(Arguments.storeTrue())
        .help("accept a manifest without records (default: exit code 2)");
    parser.addArgument("--progress").help("auto, bar, log or none (default: auto)");
    parser
        .addArgument("--textfile")
        .help(
            "also write the metrics to this file (*.prom) for node_exporter's textfile collector");
  }

  // Records of the history instead of a manifest.
  private static void addSelectionTo(Subparser parser) {
    parser
        .addArgument("--run")
        .help(
            "work on the run of that name over the history; with --select, start it if there is"
                + " none");
    parser
        .addArgument("--select")
        .action(Arguments.storeTrue())
        .help(
            "select kept verifications instead of --input, by the following options; needs --run");
    parser.addArgument("--status").help("only of these statuses, separated by commas");
    parser
        .addArgument("--older-than")
        .help("only those accepted so long ago or longer, such as 365d, 12h or 0d");
    parser.addArgument("--newer-than").help("only those accepted less than so long ago");
    parser.addArgument("--country").help("only documents of these countries (ISO 3166-1 alpha-3)");
    parser.addArgument("--document-type").help("only documents of these types");
    parser
        .addArgument("--degraded")
        .action(Arguments.storeTrue())
        .help("only those decided without one of the modules");
    parser.addArgument("--limit").help("at most so many, the oldest ones");
  }
}
