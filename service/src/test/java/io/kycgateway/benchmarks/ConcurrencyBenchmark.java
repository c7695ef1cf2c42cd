package io.kycgateway.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Shows that independent modules run at the same time. Prints and asserts nothing: {@code mvn -q
 * -pl service test -Dtest=ConcurrencyBenchmark -Dbenchmark=true}.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class ConcurrencyBenchmark {
  private static final int WARM_UP = 10;
  private static final int MEASURED = 15;

  @Test
  void verification_slowModules_takesTheirLongestPath() throws Exception {
    Map<String, Integer> millis = new LinkedHashMap<>();
    millis.put("liveness", 300);
    millis.put("ocr", 300);
    millis.put("face_match", 300);
    millis.put("antifraud", 100);
    millis.put("decision", 100);
    Map<String, String> settings = new LinkedHashMap<>();
    millis.forEach(
        (module, delay) -> {
          settings.put("simulator.modules." + module + ".median", delay + "ms");
          settings.put("simulator.modules." + module + ".p95", delay + "ms");
        });
    List<Long> took = new ArrayList<>();
    try (TestGateway gateway = TestGateway.start(settings)) {
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        String answer = gateway.verify(Requests.genuine()).body();
        if (i >= WARM_UP) {
          took.add(new ObjectMapper().readTree(answer).path("processing_time_ms").asLong());
        }
      }
    }
    Collections.sort(took);
    long median = took.get(took.size() / 2);
    int sum = millis.values().stream().mapToInt(Integer::intValue).sum();
    int path = 300 + 100 + 100;
    System.out.printf(
        "modules %s ms: median of %d verifications %d ms = %.2f x the longest path (%d ms),"
            + " %.2f x the sum (%d ms)%n",
        millis, MEASURED, median, (double) median / path, path, (double) median / sum, sum);
  }
}
