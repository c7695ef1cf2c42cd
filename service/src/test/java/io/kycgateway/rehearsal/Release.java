package io.kycgateway.rehearsal;

import io.kycgateway.testing.Patience;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.TestProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A jar and the config.yml that belongs to it.
 *
 * @param jarProperty the system property that names the jar
 */
record Release(String name, String jarProperty, Path config) {
  private static final String BEFORE = "rehearsal.before.jar";

  /** What was built from this tree. */
  static Release current() {
    return new Release("this release", "kyc.jar", TestGateway.CONFIG);
  }

  /** The one before, where the system properties name its files. */
  static Optional<Release> before() {
    return Optional.ofNullable(System.getProperty(BEFORE))
        .map(
            jar ->
                new Release(
                    "the release before",
                    BEFORE,
                    Path.of(System.getProperty("rehearsal.before.config"))));
  }

  /** The command that starts it, with an archive of its classes as an image has one. */
  List<String> server(Form form) {
    // For a machine that does all of it at once: a slow store is not the operator's concern, and
    // the release before has a first limit on verifications in flight, 32, that a JVM's start
    // beside it exceeds.
    List<String> options = new ArrayList<>(form.jvm());
    options.addAll(List.of("-Ddw.store.commandTimeout=2s", "-Ddw.pipeline.minConcurrent=200"));
    if (form.isFast()) {
      // Beside builds a module may wait for seconds for its processor, which is no operator's doing.
      Patience.settings().forEach((key, value) -> options.add("-Ddw." + key + "=" + value));
      options.add("-Ddw.server.shutdownGracePeriod=10m");
    }
    return TestProcess.java(jarProperty, config, options, "server", config.toString());
  }

  /** The command that brings the schema up to date. */
  List<String> migration() {
    return TestProcess.command(
        System.getProperty(jarProperty), List.of(), List.of("db", "migrate", config.toString()));
  }
}
