package io.kycgateway.reverify;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.reverify.files.FileErrors;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.AttackType;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * Writes a sample manifest for simulated modules: genuine people, impostors, attacks of every type
 * and a few bad lines. The same seed gives the same manifest.
 */
final class SampleCommand extends Command {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] COUNTRIES = {"ESP", "FRA", "DEU", "PRT", "ITA"};
  private static final String[] TYPES = {"passport", "id_card", "residence_permit"};
  private static final int BAD_LINE_EVERY = 400;

  SampleCommand() {
    super("sample-manifest", "Writes a sample manifest for simulated modules");
  }

  @Override
  public void configure(Subparser subparser) {
    subparser.addArgument("--output").required(true).help("file to write");
    subparser
        .addArgument("--records")
        .type(Integer.class)
        .setDefault(2000)
        .help("number of lines (default 2000)");
    subparser.addArgument("--seed").type(Long.class).setDefault(1L).help("random seed (default 1)");
    subparser
        .addArgument("--clean")
        .action(Arguments.storeTrue())
        .help("no labels, no attacks, no bad lines");
  }

  @Override
  public void run(Bootstrap<?> bootstrap, Namespace namespace) throws StartupException {
    String file = namespace.getString("output");
    try {
      write(Path.of(file), namespace);
    } catch (InvalidPathException e) {
      throw new StartupException("--output is not a file name");
    } catch (IOException e) {
      throw new StartupException(
          "--output: " + file + " cannot be written: " + FileErrors.reason(e));
    }
  }

  private static void write(Path file, Namespace namespace) throws IOException {
    SplittableRandom random = new SplittableRandom(namespace.getLong("seed"));
    boolean isClean = Boolean.TRUE.equals(namespace.getBoolean("clean"));
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 1; i <= namespace.getInt("records"); i++) {
        out.write(isClean ? record(i, random).toString() : line(i, random));
        out.newLine();
      }
    }
  }

  private static String line(int number, SplittableRandom random) {
    if (number % BAD_LINE_EVERY == 0) {
      return "{\"id\": \"" + numbered("person-%07d", number) + "\", \"selfie\": ";
    }
    ObjectNode record = record(number, random);
    double chance = random.nextDouble();
    if (chance < 0.55) {
      // Stored verifications without a known truth.
      return record.toString();
    }
    if (chance < 0.75) {
      label(record, "genuine", random.nextDouble() < 0.97 ? "sim://genuine" : "sim://review");
    } else if (chance < 0.9) {
      label(record, "impostor", "sim://impostor");
    } else {
      AttackType[] types = AttackType.values();
      String type = types[random.nextInt(types.length)].wireName();
      label(record, "impostor", "sim://attack/" + type);
      record.put("attack_type", type);
    }
    return record.toString();
  }

  private static ObjectNode record(int number, SplittableRandom random) {
    ObjectNode record = JSON.createObjectNode();
    record.put("id", numbered("person-%07d", number));
    double chance = random.nextDouble();
    record.put(
        "previous_status",
        chance < 0.86 ? "VERIFIED" : chance < 0.95 ? "REJECTED" : "MANUAL_REVIEW");
    record.putObject("selfie").put("uri", numbered("s3://kyc/selfies/%07d.jpg", number));
    record
        .putObject("document")
        .put("uri", numbered("s3://kyc/documents/%07d.jpg", number))
        .put("type", TYPES[random.nextInt(TYPES.length)])
        .put("country", COUNTRIES[random.nextInt(COUNTRIES.length)]);
    return record;
  }

  // Not in the default locale: some have digits that no id may hold.
  private static String numbered(String format, int number) {
    return String.format(Locale.ROOT, format, number);
  }

  private static void label(ObjectNode record, String truth, String selfie) {
    record.put("ground_truth", truth);
    record.putObject("selfie").put("uri", selfie);
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    if (e instanceof StartupException) {
      cli.getStdErr().println("kyc-batch-reverify cannot start: " + e.getMessage());
    } else {
      cli.getStdErr().println("kyc-batch-reverify stopped: internal error");
      e.printStackTrace(cli.getStdErr());
    }
  }
}
