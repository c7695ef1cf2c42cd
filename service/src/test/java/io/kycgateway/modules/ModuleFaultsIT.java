package io.kycgateway.modules;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.TestGateway;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every module, failing in every way that it can answer with. */
class ModuleFaultsIT {
  private record Fault(String verb, String argument, String failure, int attempts) {}

  private static final List<Fault> FAULTS =
      List.of(
          new Fault("error", "", "status", 1),
          new Fault("status", "/503", "status", 1),
          new Fault("status", "/400", "status", 1),
          new Fault("status", "/404", "status", 1),
          new Fault("status", "/302", "status", 1),
          new Fault("empty", "", "invalid_response", 1),
          new Fault("garbage", "", "invalid_response", 1),
          new Fault("truncated", "", "invalid_response", 1),
          new Fault("score", "/NaN", "invalid_response", 1),
          new Fault("score", "/1.5", "invalid_response", 1),
          new Fault("score", "/-0.1", "invalid_response", 1),
          new Fault("score", "/1e999", "invalid_response", 1),
          new Fault("score", "/null", "invalid_response", 1),
          new Fault("huge", "", "invalid_response", 1),
          // Only a connection that broke before any answer is tried again.
          new Fault("drop", "", "unreachable", 2));

  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

  static Stream<Arguments> modulesAndFaults() {
    return Invariants.MODULES.stream()
        .flatMap(module -> FAULTS.stream().map(fault -> Arguments.of(module, fault)));
  }

  @ParameterizedTest
  @MethodSource("modulesAndFaults")
  void module_answersWrongly_failsOrDegradesTheVerification(String module, Fault fault) {
    String selfie = "sim://" + fault.verb() + "/" + module + fault.argument();

    ModuleFailures.verify(gateway, module, selfie, fault.failure(), "error", fault.attempts());
  }
}
