package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessEndTest {
  @TempDir Path folder;

  /** A process with two threads that wait for each other's end. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) throws InterruptedException {
      Thread main = Thread.currentThread();
      CountDownLatch running = new CountDownLatch(1);
      new Thread(
              () -> {
                running.countDown();
                join(main);
              },
              "reverify-endless")
          .start();
      running.await();
      System.out.println("running");
      new CountDownLatch(1).await();
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void await_ofAProcessThatDoesNotEnd_killsItAndShowsItsThreadsThenTheLogsEnd() throws Exception {
    String log =
        IntStream.rangeClosed(1, 30).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    for (List<String> around : List.of(List.<String>of(), List.of("sh", "-c", "\"$@\"; :", "sh"))) {
      TestProcess endless = start(around, Endless.class.getName());
      endless.await("running");

      assertThatThrownBy(() -> ProcessEnd.await(endless.process(), Duration.ZERO, () -> log))
          .isInstanceOf(AssertionError.class)
          .message()
          .containsSubsequence(
              "did not end",
              "\"main\"",
              Endless.class.getName() + ".main(",
              "\"reverify-endless\"",
              Endless.class.getName() + ".join(",
              "line 11\n",
              "line 30")
          .doesNotContain("line 10\n");

      assertThat(endless.isAlive()).isFalse();
      assertThat(endless.process().descendants()).isEmpty();
    }
  }

  @Test
  void await_ofAProcessThatEnds_isItsExitCode() throws Exception {
    TestProcess process = TestProcess.start(folder, Map.of(), List.of("sh", "-c", "exit 7"));

    assertThat(ProcessEnd.await(process.process(), Duration.ofMinutes(1), () -> "")).isEqualTo(7);
  }

  @Test
  void inOrder_hasADeadlockFirstAndLeavesOutThreadsWithoutAStack() {
    String dump =
        """
        2026-01-01 00:00:00
        Full thread dump OpenJDK 64-Bit Server VM:

        "other" #9 prio=5
           java.lang.Thread.State: RUNNABLE
        \tat a.B.other(B.java:1)

           Locked ownable synchronizers:
        \t- None

        "main" #1 prio=5
           java.lang.Thread.State: BLOCKED
        \tat a.B.main(B.java:1)

        "VM Thread" os_prio=0

        Found one Java-level deadlock:
        =============================
        "main":
          which is held by "other"
        """;

    assertThat(ProcessEnd.inOrder(dump))
        .startsWith("Found one Java-level deadlock")
        .containsSubsequence("a.B.main", "a.B.other", "- None")
        .doesNotContain("VM Thread");
  }

  private TestProcess start(List<String> around, String mainClass) throws IOException {
    List<String> command = new ArrayList<>(around);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), mainClass));
    return TestProcess.start(folder, Map.of(), command);
  }
}
