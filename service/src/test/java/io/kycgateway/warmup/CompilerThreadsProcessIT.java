package io.kycgateway.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nice values of the JVM's threads in a gateway that has started. */
@EnabledOnOs(OS.LINUX)
class CompilerThreadsProcessIT {
  /** One thread of each, as on two processors. */
  private static final List<String> BOTH_COMPILERS =
      List.of("-XX:TieredStopAtLevel=4", "-XX:CICompilerCount=2");

  private static final String OPTIMIZING = "C2 CompilerThre";
  private static final String FIRST = "C1 CompilerThre";
  private static final String KEEPS = "the JVM's compiler may keep its priority";

  @TempDir Path folder;

  @Test
  void optimizingCompiler_afterTheWarmUp_hasTheNiceValue() throws Exception {
    int usual = usual();
    try (GatewayProcess gateway = started(Map.of("KYC_WARM_UP_COMPILER_NICE", "19"))) {
      assertThat(nices(gateway, OPTIMIZING)).containsExactly(19);
      assertThat(nices(gateway, FIRST)).containsExactly(usual);
      assertThat(gateway.output()).doesNotContain(KEEPS);
    }
  }

  @Test
  void optimizingCompiler_withZero_keepsItsNiceValue() throws Exception {
    int usual = usual();
    try (GatewayProcess gateway = started(Map.of("KYC_WARM_UP_COMPILER_NICE", "0"))) {
      assertThat(nices(gateway, OPTIMIZING)).containsExactly(usual);
    }
  }

  @Test
  void gateway_withoutRenice_startsAndSaysSo() throws Exception {
    int usual = usual();
    try (GatewayProcess gateway = started(Map.of("PATH", folder.toString()))) {
      assertThat(nices(gateway, OPTIMIZING)).containsExactly(usual);
      assertThat(gateway.output()).contains(KEEPS, "renice");
    }
  }

  private GatewayProcess started(Map<String, String> more) throws IOException {
    Map<String, String> settings = ProcessSettings.simulated(folder);
    settings.put("KYC_WARM_UP", "1");
    settings.putAll(more);
    GatewayProcess gateway =
        GatewayProcess.startWithOptions(
            folder, BOTH_COMPILERS, settings, "server", TestGateway.CONFIG.toString());
    gateway.url();
    return gateway;
  }

  /** The nice values of all threads of that name. */
  private static Set<Integer> nices(GatewayProcess gateway, String name) throws IOException {
    return LinuxThread.of("" + gateway.pid()).stream()
        .filter(thread -> thread.name().equals(name))
        .map(LinuxThread::nice)
        .collect(Collectors.toSet());
  }

  /** What a process that this one starts has. */
  private static int usual() throws IOException {
    return LinuxThread.of("self").stream()
        .filter(thread -> thread.id().equals("" + ProcessHandle.current().pid()))
        .findFirst()
        .orElseThrow()
        .nice();
  }
}
