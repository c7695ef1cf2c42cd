package io.kycgateway.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All faults, and docs/chaos.md's table of them. */
final class FaultTable {
  private FaultTable() {}

  /** In the order in which they are injected: gateways of one setting after one another. */
  static List<Fault> all() {
    return Stream.of(
            ModuleFaultRows.all(),
            NetworkFaultRows.all(),
            StoreFaultRows.all(),
            SecretFaultRows.all(),
            ClientFaultRows.all(),
            GatewayFaultRows.all())
        .flatMap(List::stream)
        .sorted(Comparator.comparing(Fault::setting))
        .toList();
  }

  /**
   * Those whose names -Dchaos.faults has, separated by commas; all without.
   *
   * @throws IllegalArgumentException if there is no fault of one of these names
   */
  static List<Fault> chosen() {
    List<String> names =
        Arrays.stream(System.getProperty("chaos.faults", "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    List<String> unknown = new ArrayList<>(names);
    unknown.removeAll(all().stream().map(Fault::name).toList());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "no fault " + unknown + "; there are " + all().stream().map(Fault::name).toList());
    }
    return all().stream().filter(fault -> names.isEmpty() || names.contains(fault.name())).toList();
  }

  /** The table, by groups. */
  static String markdown() {
    Map<String, List<Fault>> groups = new LinkedHashMap<>();
    all()
        .forEach(fault -> groups.computeIfAbsent(fault.group(), g -> new ArrayList<>()).add(fault));
    StringBuilder table = new StringBuilder();
    groups.forEach(
        (group, faults) -> {
          table
              .append("\n### ")
              .append(group)
              .append(
                  "\n\n| fault | how | clients see | metrics that grow | alerts |\n|---|---|---|---|---|\n");
          faults.forEach(fault -> table.append(row(fault)));
        });
    return table.append('\n').toString();
  }

  private static String row(Fault fault) {
    String possible = fault.possible().isEmpty() ? "" : "; possibly " + list(fault.possible(), "");
    return Stream.of(
            fault.name(),
            fault.how(),
            list(fault.promised(), "") + possible,
            list(fault.metrics(), "`"),
            list(fault.alerts(), ""))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String list(Set<String> texts, String quote) {
    return texts.stream()
        .sorted()
        .map(text -> quote + text + quote)
        .collect(Collectors.joining(", "));
  }
}
