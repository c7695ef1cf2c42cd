package io.kycgateway.startup;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.cli.Cli;
import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.net.BindException;

/** Says why a start failed: a sentence for what an operator can fix, else a stack trace. */
public final class StartupErrors {
  private static final String PREFIX = "kyc-gateway cannot start: ";

  private StartupErrors() {}

  public static void print(Cli cli, Throwable error) {
    PrintWriter err = cli.getStdErr();
    Throwable outer = error;
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof StartupException
          || e instanceof ConfigurationException
          || e instanceof FileNotFoundException) {
        err.println(PREFIX + String.valueOf(e.getMessage()).strip());
        return;
      }
      if (e instanceof BindException) {
        // It does not say which port; the exception around it does.
        err.println(PREFIX + outer.getMessage() + (outer == e ? "" : ": " + e.getMessage()));
        return;
      }
      outer = e;
    }
    err.println(PREFIX + "internal error");
    error.printStackTrace(err);
  }
}
