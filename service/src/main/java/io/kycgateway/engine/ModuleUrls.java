package io.kycgateway.engine;

import io.kycgateway.common.EnumTable;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.ModuleName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where each module is called: its own URL, or the simulator's where it has none. */
final class ModuleUrls {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private ModuleUrls() {}

  /** Whether a module has no URL, so that only a simulator could answer for it. */
  static boolean isSimulated(ModuleConfiguration module) {
    return module.url().isBlank();
  }

  /**
   * The URL of each module.
   *
   * @param simulated where the simulator answers for a module; null: there is no simulator
   * @throws StartupException names the variable that is missing or no HTTP URL
   */
  static EnumTable<ModuleName, URI> of(
      EnumTable<ModuleName, ModuleConfiguration> modules,
      @Nullable Function<ModuleName, URI> simulated)
      throws StartupException {
    for (ModuleName module : ModuleName.values()) {
      String url = modules.get(module).url();
      if (isSimulated(modules.get(module)) ? simulated == null : !isHttp(url)) {
        String variable = "KYC_" + module.wireName().toUpperCase(Locale.ROOT) + "_URL";
        throw new StartupException(
            url.isBlank()
                ? "modules.%s.url is empty: set %s, or KYC_SIMULATOR=true to try the gateway out"
                    .formatted(module.wireName(), variable)
                : "modules.%s.url (%s) is not an absolute http or https URL"
                    .formatted(module.wireName(), variable));
      }
    }
    return EnumTable.of(
        ModuleName.class,
        module ->
            isSimulated(modules.get(module)) && simulated != null
                ? simulated.apply(module)
                : URI.create(modules.get(module).url()));
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = new URI(url);
      return uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
