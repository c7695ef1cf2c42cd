package io.kycgateway.reverify;

import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.run.StopSignal;
import java.io.Console;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The terminal and the signals of this process. */
final class Terminal {
  private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);
  private static final int FIRST_JDK_WITH_CONSOLES_EVERYWHERE = 22;

  private Terminal() {}

  /** Whether standard output is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // Newer JDKs are handled below.
  static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    if (Runtime.version().feature() < FIRST_JDK_WITH_CONSOLES_EVERYWHERE) {
      return true;
    }
    try {
      // By name, because this class is compiled for Java 17, which does not have it.
      return (boolean)
          MethodHandles.publicLookup()
              .findVirtual(Console.class, "isTerminal", MethodType.methodType(boolean.class))
              .invoke(console);
    } catch (Throwable e) {
      return false;
    }
  }

  /**
   * SIGTERM, SIGINT and SIGHUP, a terminal that is gone, stop the run; a second one ends the
   * process at once. The JVM leaves a SIGHUP alone that is ignored, as under nohup.
   */
  static void stopOnSignals(StopSignal stop) {
    for (String name : new String[] {"TERM", "INT", "HUP"}) {
      Object unused =
          Signals.register(
              name,
              () -> {
                if (stop.isRequested()) {
                  Runtime.getRuntime().halt(ExitCode.STOPPED.status());
                }
                LOG.warn(
                    "SIG{}: records in flight may finish; a second signal ends the process at once",
                    name);
                stop.request("SIG" + name);
              });
    }
  }
}
