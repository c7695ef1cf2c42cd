package io.kycgateway.chaos;

import static io.kycgateway.chaos.scene.Outcome.DOUBLED;
import static io.kycgateway.chaos.scene.Outcome.VERIFIED;

import io.kycgateway.chaos.scene.Signals;
import java.util.List;

/** The store that several gateways share: rate limits and idempotent responses. */
final class StoreFaultRows {
  private static final String GROUP = "The shared store";

  private StoreFaultRows() {}

  static List<Fault> all() {
    return List.of(
        gone("store gone", "SIGTERM of the store; started again, empty")
            .by(
                scene -> {
                  scene.store().kill();
                  return scene.store()::restart;
                }),
        gone("store hung", "SIGSTOP of the store; SIGCONT")
            .by(
                scene -> {
                  long pid = scene.store().pid();
                  Signals.stop(pid);
                  return () -> Signals.resume(pid);
                }),
        gone("store read-only", "`CONFIG SET min-replicas-to-write 1`")
            .by(
                scene -> {
                  String unused = scene.store().tell("CONFIG SET min-replicas-to-write 1");
                  return () -> scene.store().tell("CONFIG SET min-replicas-to-write 0");
                }),
        gone("store password changed", "`CONFIG SET requirepass`, connections end")
            .by(
                scene -> {
                  String unused =
                      scene
                          .store()
                          .tell(
                              "CONFIG SET requirepass chaos",
                              "AUTH chaos",
                              "CLIENT KILL TYPE normal");
                  return () -> scene.store().tell("AUTH chaos", "CONFIG SET requirepass \"\"");
                }),
        Fault.of(GROUP, "store emptied", "`FLUSHALL`")
            .promises(VERIFIED)
            .allows(DOUBLED)
            .by(
                scene -> {
                  String unused = scene.store().tell("FLUSHALL");
                  return () -> {};
                }));
  }

  private static Fault gone(String name, String how) {
    return Fault.of(GROUP, name, how)
        .promises(VERIFIED)
        .allows(DOUBLED)
        .counts("kyc_rate_limit_backend_errors_total", "kyc_idempotency_backend_errors_total")
        .alerts("RateLimitBackendDown");
  }
}
