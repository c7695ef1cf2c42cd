package io.kycgateway.chaos.scene;

/** The processes that this one started. */
public final class Descendants {
  private Descendants() {}

  /** A run that is broken off leaves no process behind. */
  public static void endWithThisProcess() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly),
                "descendants-end"));
  }
}
