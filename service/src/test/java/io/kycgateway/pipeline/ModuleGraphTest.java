package io.kycgateway.pipeline;

import static io.kycgateway.pipeline.PipelineFixture.defaultGraph;
import static io.kycgateway.pipeline.PipelineFixture.module;
import static io.kycgateway.verification.ModuleName.ANTIFRAUD;
import static io.kycgateway.verification.ModuleName.DECISION;
import static io.kycgateway.verification.ModuleName.FACE_MATCH;
import static io.kycgateway.verification.ModuleName.LIVENESS;
import static io.kycgateway.verification.ModuleName.OCR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.modules.ModuleConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModuleGraphTest {
  private final Map<String, ModuleConfiguration> configured = defaultGraph();

  @Test
  void graph_default_letsThreeStartAtOnceAndDecisionSeeThemAll() {
    ModuleGraph graph = ModuleGraph.of(configured);

    assertThat(graph.node(LIVENESS).after()).isEmpty();
    assertThat(graph.node(OCR).after()).isEmpty();
    assertThat(graph.node(FACE_MATCH).after()).isEmpty();
    assertThat(graph.node(ANTIFRAUD).after()).containsExactlyInAnyOrder(LIVENESS, OCR, FACE_MATCH);
    assertThat(graph.node(ANTIFRAUD).required()).isFalse();
    assertThat(graph.node(DECISION).after()).containsExactly(ANTIFRAUD);
    assertThat(graph.node(DECISION).before())
        .containsExactlyInAnyOrder(LIVENESS, OCR, FACE_MATCH, ANTIFRAUD);
    assertThat(graph.node(DECISION).timeoutNanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void graph_chain_passesResultsOnAllTheWay() {
    configured.put("ocr", module(true, "liveness"));
    configured.put("face_match", module(true, "ocr"));
    configured.put("antifraud", module(true, "face_match"));

    assertThat(ModuleGraph.of(configured).node(ANTIFRAUD).before())
        .containsExactlyInAnyOrder(LIVENESS, OCR, FACE_MATCH);
  }

  @Test
  void module_unknown_isNamedBesideTheKnownOnes() {
    configured.put("livness", module(true));

    assertRefused("modules: unknown module 'livness' (known: liveness, ocr, face_match");
  }

  @Test
  void after_unknown_isNamedWithItsPlace() {
    configured.put("ocr", module(true, "selfie"));

    assertRefused("modules.ocr.after: unknown module 'selfie'");
  }

  @Test
  void after_twice_isRefused() {
    configured.put("ocr", module(true, "liveness", "liveness"));

    assertRefused("modules.ocr.after names liveness twice");
  }

  @Test
  void module_missing_isNamed() {
    configured.remove("face_match");

    assertRefused("modules.face_match is missing");
  }

  @Test
  void module_afterItself_isACycle() {
    configured.put("ocr", module(true, "ocr"));

    assertRefused("modules.ocr.after: a cycle");
  }

  @Test
  void modules_afterEachOther_areACycle() {
    configured.put("ocr", module(true, "face_match"));
    configured.put("face_match", module(true, "ocr"));

    assertRefused("modules.ocr.after: a cycle");
  }

  @Test
  void decision_beforeAnother_isRefused() {
    configured.put("antifraud", module(false, "decision"));
    configured.put("decision", module(true, "liveness", "ocr", "face_match"));

    assertRefused("decision must come after all others, directly or not; missing: antifraud");
  }

  @Test
  void decision_notAfterAll_namesTheMissing() {
    configured.put("decision", module(true, "liveness"));

    assertRefused("missing: ocr, face_match, antifraud");
  }

  @Test
  void decision_notRequired_isRefused() {
    configured.put("decision", module(false, "antifraud"));

    assertRefused("modules.decision must be required");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> ModuleGraph.of(configured))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
