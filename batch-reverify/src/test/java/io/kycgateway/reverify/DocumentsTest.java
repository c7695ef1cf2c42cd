package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.metrics.MetricsTable;
import io.kycgateway.reverify.push.BatchCatalogue;
import io.kycgateway.testing.DocumentBlock;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/ say of the batch is what its code says. */
class DocumentsTest {
  @Test
  void metricsDocument_batchFamilies_areThoseOfTheCatalogue() throws IOException {
    DocumentBlock.of("metrics.md", "batch-metrics")
        .assertIs(
            MetricsTable.print(
                BatchCatalogue.FAMILIES.stream()
                    .filter(family -> !EngineMetrics.FAMILIES.contains(family))
                    .toList()));
  }

  @Test
  void configurationDocument_keysOfTheBatch_areAllThere() throws IOException {
    String table = DocumentBlock.of("configuration.md", "batch").read();

    assertThat(keys("batch", BatchConfiguration.class))
        .hasSizeGreaterThan(10)
        .allSatisfy(key -> assertThat(table).contains("\n| `" + key + "` | "));
  }

  private static List<String> keys(String prefix, Class<?> type) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + "." + component.getName();
      if (component.getType().isRecord()) {
        keys.addAll(keys(key, component.getType()));
      } else {
        keys.add(key);
      }
    }
    return keys;
  }
}
