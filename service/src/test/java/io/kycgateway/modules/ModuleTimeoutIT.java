package io.kycgateway.modules;

import io.kycgateway.testing.FaultServers;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.TestGateway;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every module, running out of its time at every stage of a call. */
class ModuleTimeoutIT {
  @ParameterizedTest
  @MethodSource(ModuleNames.ALL)
  void module_slowAtAnyStage_timesOut(String module) throws Exception {
    try (FaultServers modules = FaultServers.start()) {
      Map<String, String> settings = modules.settings();
      // Of this one only, so that the others have all the time that a busy machine takes; and not
      // so short that it could pass before the call is made.
      settings.put("modules." + module + ".timeout", "1s");
      try (TestGateway gateway = TestGateway.start(settings)) {
        modules.of(module).beSilent();
        verify(gateway, module);
        modules.of(module).stall();
        verify(gateway, module);
        modules.of(module).drip();
        verify(gateway, module);
      }
    }
  }

  @Test
  void module_silentForTooLong_timesOutByTheSocket() throws Exception {
    try (FaultServers modules = FaultServers.start()) {
      Map<String, String> settings = modules.settings();
      settings.put("moduleHttp.timeout", "1s");
      try (TestGateway gateway = TestGateway.start(settings)) {
        modules.of("decision").beSilent();
        verify(gateway, "decision");
      }
    }
  }

  private static void verify(TestGateway gateway, String module) {
    ModuleFailures.verify(gateway, module, "s3://any", "timeout", "timeout", 1);
  }
}
