package io.kycgateway.reverify.progress;

import java.io.IOError;
import java.io.IOException;
import java.util.function.IntSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The current width of the terminal in columns; not looked up before it is asked for. */
public final class TerminalWidth implements IntSupplier {
  private static final int UNKNOWN = 80;

  private @Nullable Terminal terminal;
  private boolean isOpened;
  private int latest = UNKNOWN;

  @Override
  public synchronized int getAsInt() {
    try {
      Terminal opened = opened();
      int columns = opened == null ? 0 : opened.getWidth();
      latest = columns > 0 ? columns : latest;
    } catch (IOError e) {
      // A terminal that has gone must not end the run.
    }
    return latest;
  }

  private @Nullable Terminal opened() {
    if (!isOpened) {
      isOpened = true;
      try {
        // With its own signals it would reset ours to the default: Ctrl-C would kill the process.
        terminal = TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build();
      } catch (IOException | IllegalStateException e) {
        // No terminal, for instance with --progress bar in a pipe.
      }
    }
    return terminal;
  }
}
