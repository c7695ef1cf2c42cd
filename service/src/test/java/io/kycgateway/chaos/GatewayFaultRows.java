package io.kycgateway.chaos;

import static io.kycgateway.chaos.scene.Outcome.DOUBLED;
import static io.kycgateway.chaos.scene.Outcome.LOST;
import static io.kycgateway.chaos.scene.Outcome.OVERLOADED;
import static io.kycgateway.chaos.scene.Outcome.REFUSED;
import static io.kycgateway.chaos.scene.Outcome.VERIFIED;

import io.kycgateway.chaos.scene.Bodies;
import io.kycgateway.chaos.scene.Crowd;
import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Repeater;
import io.kycgateway.chaos.scene.Scene;
import io.kycgateway.chaos.scene.Setting;
import io.kycgateway.chaos.scene.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What happens to the gateway's own process. */
final class GatewayFaultRows {
  private static final String GROUP = "The gateway's process";
  private static final int MEGABYTE = 1 << 20;
  private static final int LARGE_BODIES = 20;

  private GatewayFaultRows() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(GROUP, "gateway frozen", "SIGSTOP of the gateway; SIGCONT")
            .promises(VERIFIED)
            .allows(OVERLOADED)
            .by(
                scene -> {
                  Signals.stop(scene.gateway().pid());
                  return () -> Signals.resume(scene.gateway().pid());
                }),
        Fault.of(GROUP, "long collections", "a full collection every 50 ms (`jcmd GC.run`)")
            .promises(VERIFIED)
            .allows(OVERLOADED)
            .by(
                scene -> {
                  Repeater collector =
                      Repeater.every(
                          Duration.ofMillis(50),
                          () -> Signals.jcmd(scene.gateway().pid(), "GC.run"));
                  return collector::close;
                }),
        Fault.of(GROUP, "heap dump", "`jcmd GC.heap_dump`, which stops every thread")
            .promises(VERIFIED)
            .allows(OVERLOADED)
            .by(GatewayFaultRows::dumpHeap),
        Fault.of(GROUP, "SIGTERM", "SIGTERM under load, then started again")
            .promises(REFUSED, VERIFIED)
            .allows("503 shutting_down")
            .alerts("GatewayDown")
            .by(
                scene -> {
                  scene.gateway().terminate();
                  int unused = scene.gateway().exitCode();
                  return scene::restart;
                }),
        Fault.of(GROUP, "SIGKILL", "SIGKILL under load, then started again")
            .promises(REFUSED, VERIFIED)
            .allows(LOST, DOUBLED)
            .alerts("GatewayDown")
            .by(
                scene -> {
                  scene.gateway().kill();
                  return scene::restart;
                }),
        Fault.of(GROUP, "log disk full", "every write of the log fails (`/dev/full`)")
            .in(Setting.FULL_DISK)
            .promises(VERIFIED),
        Fault.of(GROUP, "log blocked", "the log goes to a pipe that nothing reads")
            .in(Setting.BLOCKED_LOG)
            .promises(VERIFIED),
        Fault.of(
                GROUP,
                "descriptors exhausted",
                "`ulimit -n 256`, 1,000 connections on which nothing comes")
            .in(Setting.FEW_DESCRIPTORS)
            .promises(VERIFIED)
            .allows(OVERLOADED)
            .by(scene -> Crowd.idle(scene, 1_000)::close),
        Fault.of(GROUP, "pool exhausted", "8 connections to a module, liveness' network is slow")
            .in(Setting.SMALL_POOL)
            .promises(VERIFIED, Outcome.MODULE_FAILED)
            .counts("kyc_module_calls_total{module=\"liveness\",outcome=\"timeout\"}")
            .alerts("ModuleFailing")
            .by(
                scene -> {
                  scene.modules().network().delay(Duration.ofMillis(400));
                  return () -> scene.modules().network().delay(Duration.ZERO);
                }),
        Fault.of(GROUP, "small heap", "`-Xmx96m`, 20 requests a second with bodies of 1 MB")
            .in(Setting.SMALL_HEAP)
            .promises(VERIFIED)
            .allows(OVERLOADED)
            .by(
                scene -> {
                  // What two processors can carry beside the modules and the clients.
                  scene.traffic().rate(LARGE_BODIES);
                  scene.traffic().body(Bodies.inline(MEGABYTE));
                  return () -> {
                    scene.traffic().body(Bodies.small());
                    scene.traffic().rate(scene.form().rate());
                  };
                }));
  }

  private static Fault.End dumpHeap(Scene scene) throws Exception {
    Path file = Files.createTempDirectory("kyc-chaos-dump").resolve("heap.hprof");
    String unused = Signals.jcmd(scene.gateway().pid(), "GC.heap_dump", file.toString());
    return () -> Files.delete(file);
  }
}
