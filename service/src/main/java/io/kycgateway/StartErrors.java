package io.kycgateway;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.cli.Cli;
import java.io.PrintWriter;
import java.net.BindException;

/** Says why a start failed: a sentence for what an operator can mend, else the stack trace. */
final class StartErrors {
  private StartErrors() {}

  static void print(Cli cli, Throwable error) {
    PrintWriter err = cli.getStdErr();
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof StartException
          || e instanceof ConfigurationException
          || e instanceof BindException) {
        err.println("kyc-gateway cannot start: " + String.valueOf(e.getMessage()).strip());
        return;
      }
    }
    err.println("kyc-gateway cannot start: a fault of its own");
    error.printStackTrace(err);
  }
}
