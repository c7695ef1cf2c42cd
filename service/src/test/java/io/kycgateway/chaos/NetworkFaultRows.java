package io.kycgateway.chaos;

import static io.kycgateway.chaos.scene.Outcome.MODULE_FAILED;
import static io.kycgateway.chaos.scene.Outcome.VERIFIED;

import io.kycgateway.chaos.scene.Repeater;
import io.kycgateway.chaos.scene.Signals;
import java.time.Duration;
import java.util.List;

/** Processes, names and networks of modules. */
final class NetworkFaultRows {
  private static final String GROUP = "A module: process, name and network";
  private static final String LIVENESS =
      "kyc_module_calls_total{module=\"liveness\",outcome=\"%s\"}";
  private static final String FACE_MATCH =
      "kyc_module_calls_total{module=\"face_match\",outcome=\"%s\"}";

  private NetworkFaultRows() {}

  static List<Fault> all() {
    return List.of(
        failed("killed", "SIGKILL of face_match's process; started again", FACE_MATCH, "error")
            .by(
                scene -> {
                  scene.modules().faceMatch().kill();
                  return scene.modules().faceMatch()::restart;
                }),
        failed("frozen", "SIGSTOP of face_match's process; SIGCONT", FACE_MATCH, "timeout")
            // Shorter than a circuit needs to open, unless it lasts.
            .counts(FACE_MATCH.formatted("timeout"))
            .by(
                scene -> {
                  long pid = scene.modules().faceMatch().pid();
                  Signals.stop(pid);
                  return () -> Signals.resume(pid);
                }),
        failed(
                "DNS gone",
                "liveness' name no longer resolves, its connections end",
                LIVENESS,
                "error")
            .by(
                scene -> {
                  scene.modules().removeName();
                  scene.modules().network().cut();
                  return scene.modules()::restoreName;
                }),
        Fault.of(GROUP, "network slow", "256 bytes take 60 ms on the way to and from liveness")
            .promises(VERIFIED)
            .counts(LIVENESS.formatted("success"))
            .alerts("VerificationLatencyElevated")
            .by(
                scene -> {
                  scene.modules().network().delay(Duration.ofMillis(60));
                  return () -> scene.modules().network().delay(Duration.ZERO);
                }),
        failed(
                "network too slow",
                "256 bytes take 1.5 s on the way to and from liveness",
                LIVENESS,
                "timeout")
            .by(
                scene -> {
                  scene.modules().network().delay(Duration.ofMillis(1500));
                  return () -> scene.modules().network().delay(Duration.ZERO);
                }),
        failed(
                "network half open",
                "what is sent to liveness is swallowed, connections stay",
                LIVENESS,
                "timeout")
            .by(
                scene -> {
                  scene.modules().network().swallow(true);
                  return () -> {
                    scene.modules().network().swallow(false);
                    scene.modules().network().cut();
                  };
                }),
        Fault.of(GROUP, "connections cut", "every connection to liveness ends, again and again")
            .promises(VERIFIED)
            .allows(MODULE_FAILED)
            .by(
                scene -> {
                  Repeater cutter =
                      Repeater.every(Duration.ofMillis(200), scene.modules().network()::cut);
                  return cutter::close;
                }));
  }

  private static Fault failed(String name, String how, String series, String outcome) {
    return Fault.of(GROUP, name, how)
        .promises(MODULE_FAILED)
        .counts(series.formatted(outcome), series.formatted("rejected"))
        .alerts("ModuleFailing", "ModuleCircuitOpen");
  }
}
