package io.kycgateway.reverify.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.reverify.manifest.Shard;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushedGroupTest {
  @Test
  void parse_groupsOfOtherJobs_areLeftOut() throws Exception {
    String answer =
        """
        {"data": [
          {"labels": {"job": "another"}},
          {"labels": {"job": "kyc-reverification", "instance": "x"}},
          {"labels": {"job": "kyc-reverification", "shard": "1"},
           "kyc_reverification_last_completion_timestamp_seconds": {"metrics": [{"value": "7"}]}}]}
        """;

    assertThat(PushedGroup.parse(new JsonMapper().readTree(answer)))
        .containsExactly(
            new PushedGroup(
                "1", Map.of("kyc_reverification_last_completion_timestamp_seconds", 7.0)));
  }

  @ParameterizedTest
  @CsvSource({
    ", 1, true",
    ", 4, false",
    "0, 1, false",
    "3, 4, true",
    "4, 4, false",
    "x, 4, false",
    "-1, 4, false"
  })
  void belongsTo_aRun_dependsOnItsShards(String shard, int count, boolean expected) {
    assertThat(new PushedGroup(shard, Map.of()).belongsTo(new Shard(0, count))).isEqualTo(expected);
  }
}
