package io.kycgateway.rehearsal;

import io.kycgateway.chaos.scene.Gateway;
import java.util.List;
import java.util.Optional;

/** Rolling restart, upgrade and rollback, step by step as documented. */
final class Restarts {
  private static final int ENDED_BY_SIGTERM = 143;

  private final Form form;
  private final Installation installation;
  private final Load load;
  private final Report report;

  Restarts(Form form, Installation installation, Load load, Report report) {
    this.form = form;
    this.installation = installation;
    this.load = load;
    this.report = report;
  }

  /** The schema of this release, while the one before runs. */
  void migrate() throws Exception {
    Documented documented = installation.documented();
    if (!form.isFast()) {
      String behind = documented.output("step-schema-status");
      report.require(
          behind.contains("not been applied"), "db status before the upgrade says: " + behind);
    }
    documented.execute("step-schema-migrate");
    load.settle();
    report.ended("schema migrated, the release before goes on");
  }

  /** From the release before to this one. */
  void upgrade() throws Exception {
    roll(Release.current());
    report.ended("upgrade to this release");
  }

  /** The same release again. */
  void restart() throws Exception {
    roll(Release.current());
    report.ended("rolling restart");
  }

  /** Back to the release before, if there is one; the schema stays. */
  void rollback() throws Exception {
    Optional<Release> before = Release.before();
    roll(before.orElseThrow());
    report.ended("rollback to the release before, schema as it is");
  }

  private void roll(Release release) throws Exception {
    Documented documented = installation.documented();
    for (String name : List.of("a", "b")) {
      Gateway gateway = installation.gateway(name);
      documented.set("GATEWAY_PID", "" + gateway.pid());
      documented.set("GATEWAY", gateway.url().toString());
      documented.set("STATUS", installation.loadBalancer().statusUrl().toString());
      documented.set("NAME", name);
      documented.execute("step-stop");
      int code = gateway.exitCode();
      report.require(code == ENDED_BY_SIGTERM, name + " ended with " + code);
      gateway.become(release.server(form));
      gateway.start();
      documented.execute("step-in-service");
    }
  }
}
