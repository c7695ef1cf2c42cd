package io.kycgateway.startup;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why a start failed: a sentence for what an operator can fix, else a stack trace. */
public final class StartupErrors {
  private static final String PREFIX = "kyc-gateway cannot start: ";

  // What Jackson says of a value that the class of a setting refuses. A number without a unit, and
  // text that is no duration or size, differ in it.
  private static final Pattern REFUSED_VALUE =
      Pattern.compile(
          "Failed to parse configuration at: ([^;]+); Cannot construct instance of `([^`]*)`"
              + "[^:\\r\\n]*: ([^\\r\\n]*)(?:\\R[ \\t]*at \\[Source: [^\\r\\n]*)?");

  private static final Pattern WRONG_TYPE =
      Pattern.compile(
          "Incorrect type of value at: ([^;]+); is of type: [^,]+, expected: (\\w+)",
          Pattern.CASE_INSENSITIVE);

  private StartupErrors() {}

  /** Prints the sentence, or the stack trace of an internal error. */
  public static void print(Cli cli, Throwable error) {
    PrintWriter err = cli.getStdErr();
    Optional<String> reason = configuration(error).or(() -> environment(error));
    err.println(PREFIX + reason.orElse("internal error"));
    if (reason.isEmpty()) {
      error.printStackTrace(err);
    }
  }

  /**
   * What is wrong with the configuration, also where it is the cause of another exception: a source
   * of configuration can only throw an {@link java.io.IOException}.
   *
   * @return a sentence without a class in it; empty: the error is not about the configuration
   */
  public static Optional<String> configuration(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof StartupException) {
        return Optional.of(String.valueOf(e.getMessage()).strip());
      }
      if (e instanceof ConfigurationException) {
        return Optional.of(readable(String.valueOf(e.getMessage()).strip()));
      }
    }
    return Optional.empty();
  }

  // A file that is missing, a port that is taken.
  private static Optional<String> environment(Throwable error) {
    Throwable outer = error;
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof FileNotFoundException) {
        return Optional.of(String.valueOf(e.getMessage()).strip());
      }
      if (e instanceof BindException) {
        // It does not say which port; the exception around it does.
        return Optional.of(outer.getMessage() + (outer == e ? "" : ": " + e.getMessage()));
      }
      outer = e;
    }
    return Optional.empty();
  }

  private static String readable(String message) {
    String refused =
        REFUSED_VALUE
            .matcher(message)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        match.group(1)
                            + expectation(match.group(2)).orElse(": " + match.group(3))));
    return WRONG_TYPE
        .matcher(refused)
        .replaceAll(
            match -> {
              String expected = primitive(match.group(2));
              return Matcher.quoteReplacement(
                  expected.isEmpty()
                      ? match.group()
                      : match.group(1).replace(".[", "[") + " must be " + expected);
            });
  }

  private static String primitive(String type) {
    return switch (type) {
      case "boolean", "Boolean" -> "true or false";
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double" -> "a number";
      default -> "";
    };
  }

  private static Optional<String> expectation(String type) {
    String quantity = " must be a number and a unit, such as ";
    if (type.equals(Duration.class.getName())) {
      return Optional.of(quantity + "500ms, 5s or 10m");
    }
    return type.equals(DataSize.class.getName())
        ? Optional.of(quantity + "64KiB or 8MiB")
        : Optional.empty();
  }
}
