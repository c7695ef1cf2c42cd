package io.kycgateway.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times for tests that are not about time. On a busy machine every thread may stand still for
 * seconds at any moment: what is slow then must not become a timeout. All gateways of tests have
 * these; a test of a timeout sets that one.
 */
public final class Patience {
  private Patience() {}

  /** Settings of config.yml under which nothing runs out of time unless a test wants it to. */
  public static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("pipeline.deadline", "10m");
    settings.put("moduleHttp.connectionTimeout", "60s");
    // The longest that may be configured.
    settings.put("history.commitTimeout", "30s");
    ModuleNames.all().forEach(module -> settings.put("modules." + module + ".timeout", "5m"));
    return settings;
  }
}
