package io.kycgateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.jackson.Jackson;
import io.kycgateway.common.EnumTable;
import io.kycgateway.simulator.SimulatorConfiguration.Behaviour;
import io.kycgateway.verification.ModuleName;
import org.junit.jupiter.api.Test;

class SimulatorConfigurationTest {
  private static final ObjectMapper YAML = Jackson.newObjectMapper(new YAMLFactory());

  @Test
  void behaviours_leftOut_areAnOrdinaryGoodModules() throws Exception {
    EnumTable<ModuleName, Behaviour> behaviours =
        YAML.readValue("modules: {ocr: {errorRatio: 0.5}}", SimulatorConfiguration.class)
            .behaviours();

    assertThat(behaviours.get(ModuleName.OCR).errorRatio()).isEqualTo(0.5);
    assertThat(behaviours.get(ModuleName.OCR).scoreMean()).isEqualTo(0.95);
    assertThat(behaviours.get(ModuleName.LIVENESS).errorRatio()).isZero();
    assertThat(behaviours.get(ModuleName.LIVENESS).median().toNanoseconds()).isZero();
  }

  @Test
  void behaviours_ofAnUnknownModule_areRefusedByName() throws Exception {
    SimulatorConfiguration configuration =
        YAML.readValue("modules: {selfie: {}}", SimulatorConfiguration.class);

    assertThatThrownBy(configuration::behaviours)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("simulator.modules: unknown module 'selfie'");
  }
}
