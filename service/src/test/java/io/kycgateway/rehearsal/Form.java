package io.kycgateway.rehearsal;

import java.util.List;

/**
 * The two forms of the rehearsal.
 *
 * @param rate verifications a second
 * @param shutdownWait KYC_SHUTDOWN_WAIT
 * @param jvm options of the long-running JVMs
 */
record Form(String name, int rate, String shutdownWait, List<String> jvm) {
  private static final Form FULL = new Form("full", 200, "5s", List.of("-XX:TieredStopAtLevel=4"));

  /** For every change, beside other work. */
  static final Form FAST = new Form("fast", 50, "3s", List.of());

  /** The form that -Drehearsal.fast chooses, at the rate of -Drehearsal.rate if there is one. */
  static Form chosen() {
    Form form = Boolean.getBoolean("rehearsal.fast") ? FAST : FULL;
    return new Form(
        form.name, Integer.getInteger("rehearsal.rate", form.rate), form.shutdownWait, form.jvm);
  }

  boolean isFast() {
    return name.equals(FAST.name);
  }
}
