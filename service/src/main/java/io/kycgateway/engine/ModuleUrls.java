package io.kycgateway.engine;

import io.kycgateway.common.EnumTable;
import io.kycgateway.common.ServerUrl;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.ModuleName;
import java.util.EnumMap;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where each module is called: its own URL, or the simulator's where it has none. */
final class ModuleUrls {
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
  static EnumTable<ModuleName, ServerUrl> of(
      EnumTable<ModuleName, ModuleConfiguration> modules,
      @Nullable Function<ModuleName, ServerUrl> simulated)
      throws StartupException {
    EnumMap<ModuleName, ServerUrl> urls = new EnumMap<>(ModuleName.class);
    for (ModuleName module : ModuleName.values()) {
      String key = "modules." + module.wireName() + ".url";
      String variable = "KYC_" + module.wireName().toUpperCase(Locale.ROOT) + "_URL";
      if (!isSimulated(modules.get(module))) {
        urls.put(module, parse(modules.get(module).url(), key + " (" + variable + ")"));
      } else if (simulated != null) {
        urls.put(module, simulated.apply(module));
      } else {
        throw new StartupException(
            String.format(
                Locale.ROOT,
                "%s is empty: set %s, or KYC_SIMULATOR=true to try the gateway out",
                key,
                variable));
      }
    }
    return EnumTable.of(ModuleName.class, urls::get);
  }

  private static ServerUrl parse(String url, String where) throws StartupException {
    try {
      return ServerUrl.http(url);
    } catch (IllegalArgumentException e) {
      throw new StartupException(where + " " + e.getMessage());
    }
  }
}
