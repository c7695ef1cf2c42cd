package io.kycgateway.history.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kycgateway.history.record.ModuleRecord;
import io.kycgateway.verification.ModuleName;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The column of the modules: a JSON object by their names, in ASCII. */
final class ModulesJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, ModuleRecord>> TYPE = new TypeReference<>() {};

  private ModulesJson() {}

  static String write(Map<ModuleName, ModuleRecord> modules) {
    Map<String, ModuleRecord> byName = new LinkedHashMap<>();
    modules.forEach((module, ended) -> byName.put(module.wireName(), ended));
    try {
      return JSON.writeValueAsString(byName);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("modules cannot be written", e);
    }
  }

  /** Modules that this version does not know are left out. */
  static Map<ModuleName, ModuleRecord> read(String json) {
    Map<String, ModuleRecord> byName;
    try {
      byName = JSON.readValue(json, TYPE);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("modules are of an unknown form", e);
    }
    Map<ModuleName, ModuleRecord> modules = new EnumMap<>(ModuleName.class);
    for (ModuleName module : ModuleName.values()) {
      ModuleRecord ended = byName.get(module.wireName());
      if (ended != null) {
        modules.put(module, ended);
      }
    }
    return modules;
  }
}
