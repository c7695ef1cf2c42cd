package io.kycgateway.rehearsal;

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

  /**
   * The command that starts it, with an archive of its classes; in the full form with an AOT cache
   * as its image has one, if the JDK can use it, and in a session of its own: so the kernel shares
   * the processors out between the gateways, as a service manager or Kubernetes has it done, and
   * one that starts takes no more than its share.
   */
  List<String> server(Form form) {
    List<String> options = new ArrayList<>(form.jvm());
    form.settings().forEach((key, value) -> options.add("-Ddw." + key + "=" + value));
    if (form.isFast()) {
      return withArchive(options);
    }
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(AotCache.isAvailable() ? withAotCache(options) : withArchive(options));
    return command;
  }

  private List<String> withArchive(List<String> options) {
    return TestProcess.java(jarProperty, config, options, "server", config.toString());
  }

  private List<String> withAotCache(List<String> options) {
    String jar = System.getProperty(jarProperty);
    options.addAll(AotCache.options(jar, config));
    return TestProcess.command(jar, options, List.of("server", config.toString()));
  }

  /** The command that brings the schema up to date. */
  List<String> migration() {
    return TestProcess.command(
        System.getProperty(jarProperty), List.of(), List.of("db", "migrate", config.toString()));
  }
}
