package io.kycgateway.testing;

import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.util.JarLocation;
import io.kycgateway.startup.EnvironmentSubstitution;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A command line, run in this JVM as the application's main method runs it but for its end: nothing
 * exits. For the many that end with a message; that a process prints it and exits is tested by a
 * few of them.
 */
public final class InProcessCommand {
  private InProcessCommand() {}

  /**
   * How a command ended.
   *
   * @param failure what the exit code is made of; none: it succeeded
   * @param output standard output, the log included
   * @param errors standard error
   */
  public record Ended(Optional<Throwable> failure, String output, String errors) {}

  /**
   * Runs it to its end. Only one may run at a time: standard output is the JVM's.
   *
   * @param bootstrap of an application that is initialized
   * @param environment takes the place of environment variables in the configuration
   */
  public static <T extends Configuration> Ended run(
      Bootstrap<T> bootstrap, Map<String, String> environment, String... arguments) {
    bootstrap.setConfigurationSourceProvider(
        new EnvironmentSubstitution(new FileConfigurationSourceProvider(), environment::get));
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream ownOut = new PrintStream(output, true, StandardCharsets.UTF_8);
        PrintStream ownErr = new PrintStream(errors, true, StandardCharsets.UTF_8)) {
      System.setOut(ownOut);
      System.setErr(ownErr);
      Cli cli =
          new Cli(
              new JarLocation(bootstrap.getApplication().getClass()), bootstrap, ownOut, ownErr);
      Optional<Throwable> failure = cli.run(arguments);
      return new Ended(
          failure,
          output.toString(StandardCharsets.UTF_8),
          errors.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
