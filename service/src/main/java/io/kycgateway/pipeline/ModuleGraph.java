package io.kycgateway.pipeline;

import io.kycgateway.common.EnumTable;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.verification.ModuleName;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The dependencies between modules, validated: all five modules, no unknown name, no duplicate, no
 * cycle, and decision last. Immutable.
 */
public final class ModuleGraph {
  private final EnumTable<ModuleName, Node> nodes;

  private ModuleGraph(EnumTable<ModuleName, Node> nodes) {
    this.nodes = nodes;
  }

  /**
   * A module in the graph.
   *
   * @param after its direct predecessors
   * @param before all its predecessors, direct or not; it gets their results
   * @param timeoutNanos of its call
   */
  record Node(
      ModuleName module,
      Set<ModuleName> after,
      Set<ModuleName> before,
      boolean required,
      long timeoutNanos) {}

  /**
   * Checks a configuration.
   *
   * @throws IllegalArgumentException names the module and what is wrong with it
   */
  public static ModuleGraph of(Map<String, ModuleConfiguration> configured) {
    EnumTable<ModuleName, ModuleConfiguration> modules = byName(configured);
    EnumTable<ModuleName, Set<ModuleName>> after =
        EnumTable.of(ModuleName.class, module -> after(module, modules.get(module)));
    EnumTable<ModuleName, Node> nodes =
        EnumTable.of(
            ModuleName.class,
            module ->
                new Node(
                    module,
                    after.get(module),
                    before(module, after),
                    modules.get(module).required(),
                    modules.get(module).timeout().toNanoseconds()));
    requireDecisionLast(nodes.get(ModuleName.DECISION));
    return new ModuleGraph(nodes);
  }

  /**
   * The configured modules by their names.
   *
   * @throws IllegalArgumentException names a module that is unknown or missing
   */
  public static EnumTable<ModuleName, ModuleConfiguration> byName(
      Map<String, ModuleConfiguration> configured) {
    for (String name : configured.keySet()) {
      ModuleName unused = ModuleName.configured(name, "modules");
    }
    return EnumTable.of(
        ModuleName.class,
        module -> {
          ModuleConfiguration found = configured.get(module.wireName());
          if (found == null) {
            throw new IllegalArgumentException("modules." + module.wireName() + " is missing");
          }
          return found;
        });
  }

  Node node(ModuleName module) {
    return nodes.get(module);
  }

  private static Set<ModuleName> after(ModuleName module, ModuleConfiguration configuration) {
    String where = "modules." + module.wireName() + ".after";
    Set<ModuleName> names = EnumSet.noneOf(ModuleName.class);
    for (String name : configuration.after()) {
      if (!names.add(ModuleName.configured(name, where))) {
        throw new IllegalArgumentException(where + " names " + name + " twice");
      }
    }
    return Set.copyOf(names);
  }

  private static Set<ModuleName> before(
      ModuleName module, EnumTable<ModuleName, Set<ModuleName>> after) {
    Set<ModuleName> found = EnumSet.noneOf(ModuleName.class);
    collectBefore(module, after, found);
    if (found.contains(module)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "modules.%s.after: a cycle, by way of %s",
              module.wireName(),
              found.stream().map(ModuleName::wireName).collect(Collectors.joining(", "))));
    }
    return Set.copyOf(found);
  }

  private static void collectBefore(
      ModuleName module, EnumTable<ModuleName, Set<ModuleName>> after, Set<ModuleName> found) {
    for (ModuleName earlier : after.get(module)) {
      if (found.add(earlier)) {
        collectBefore(earlier, after, found);
      }
    }
  }

  private static void requireDecisionLast(Node decision) {
    if (!decision.required()) {
      throw new IllegalArgumentException("modules.decision must be required: it gives the outcome");
    }
    List<String> missing =
        Arrays.stream(ModuleName.values())
            .filter(m -> m != ModuleName.DECISION && !decision.before().contains(m))
            .map(ModuleName::wireName)
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "modules.decision.after: decision must come after all others, directly or not; missing: "
              + String.join(", ", missing));
    }
  }
}
