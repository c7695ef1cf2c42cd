package io.kycgateway.reverify.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelReaderTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void take_labels_readsAndRemovesThem() throws Exception {
    ObjectNode record =
        object(
            "{\"previous_status\":\"REJECTED\",\"ground_truth\":\"impostor\","
                + "\"attack_type\":\"unheard_of\",\"selfie\":{}}");

    assertThat(LabelReader.take(record))
        .isEqualTo(new Labels(Status.REJECTED, GroundTruth.IMPOSTOR, AttackType.OTHER));
    assertThat(record).isEqualTo(object("{\"selfie\":{}}"));
  }

  @Test
  void take_nullOrAbsent_isNone() throws Exception {
    assertThat(LabelReader.take(object("{\"previous_status\":null,\"attack_type\":null}")))
        .isEqualTo(Labels.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"previous_status\":\"verified-4711\"} | previous_status must be",
        "{\"ground_truth\":4711} | ground_truth must be",
        "{\"attack_type\":\" \"} | attack_type must be a string",
        "{\"attack_type\":[4711]} | attack_type must be a string",
        "{\"attack_type\":\"mask\",\"ground_truth\":\"genuine\"} | attack_type contradicts",
      })
  void take_invalidLabel_namesTheFieldAndNotItsValue(String json, String expected) {
    assertThatThrownBy(() -> LabelReader.take(object(json)))
        .isInstanceOf(LabelReader.InvalidLabel.class)
        .hasMessageStartingWith(expected)
        .message()
        .doesNotContain("4711");
  }

  private static ObjectNode object(String json) throws Exception {
    return (ObjectNode) JSON.readTree(json);
  }
}
