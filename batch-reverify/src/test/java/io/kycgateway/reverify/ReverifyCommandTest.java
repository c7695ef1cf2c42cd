package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.startup.StartupException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReverifyCommandTest {
  @Test
  void exitCode_ofAnUnusableConfiguration_isUsageWhateverItIsWrappedIn() {
    // The substitution of variables can only throw an IOException, such as for a key given twice.
    StartupException cause = new StartupException("the configuration has a key twice");

    assertThat(ReverifyCommand.exitCode(cause)).isEqualTo(ExitCode.USAGE);
    assertThat(ReverifyCommand.exitCode(new IOException(cause))).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void exitCode_ofWhatTheNextRunMayNotMeet_isStopped() {
    assertThat(ReverifyCommand.exitCode(new IOException("No space left on device")))
        .isEqualTo(ExitCode.STOPPED);
    assertThat(ReverifyCommand.exitCode(new FileNotFoundException("results.jsonl")))
        .isEqualTo(ExitCode.STOPPED);
    assertThat(ReverifyCommand.exitCode(new IllegalStateException("bug")))
        .isEqualTo(ExitCode.STOPPED);
  }
}
