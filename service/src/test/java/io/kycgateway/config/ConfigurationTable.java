package io.kycgateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.kycgateway.testing.ModuleNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables of docs/configuration.md, one for each section: keys and defaults from the
 * configuration classes, values and variables from config.yml, meanings from the page itself.
 */
final class ConfigurationTable {
  /** Sections that libraries read: of these the page has the keys that config.yml sets. */
  private static final Set<String> OF_LIBRARIES =
      Set.of("moduleHttp", "server", "health", "logging");

  /** The batch's section: the batch's own tests hold config.yml against its defaults. */
  private static final String OF_THE_BATCH = "batch";

  // What stands for any module and any API client in the page.
  private static final String SAMPLES =
      "{modules: {MODULE: {}}, simulator: {modules: {MODULE: {}}}, rateLimits: {clients: {CLIENT: {}}}}";
  private static final Pattern MODULE =
      Pattern.compile(
          "((?:simulator\\.)?modules)\\.(" + String.join("|", ModuleNames.all()) + ")\\.");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");
  private static final Pattern TOKEN = Pattern.compile("__(\\w+)__");
  private static final Pattern MEANING = Pattern.compile("\\| `([^`]+)` \\|.*\\| ([^|]*) \\|");
  private static final Pattern AMOUNT = Pattern.compile("[0-9]+ ?[a-zA-Z]+");
  private static final Pattern QUOTA = Pattern.compile("([0-9]+)/([0-9]+)([smhd])");

  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> shipped = new LinkedHashMap<>();
  private final Map<String, Set<String>> variables = new HashMap<>();
  private final Map<String, String> defaultsOfVariables = new HashMap<>();

  private ConfigurationTable() {}

  static ConfigurationTable of(String configYml) throws Exception {
    ConfigurationTable table = new ConfigurationTable();
    ObjectMapper json = Jackson.newObjectMapper();
    JsonNode code = json.valueToTree(ConfigurationFiles.read(SAMPLES));
    code.properties()
        .forEach(
            section -> flatten(section.getKey(), section.getValue(), table.defaults::putIfAbsent));
    table.readFile(configYml);
    return table;
  }

  private interface Sink {
    Object put(String key, String value);
  }

  private void readFile(String configYml) throws IOException {
    Matcher variable = VARIABLE.matcher(configYml);
    String plain =
        variable.replaceAll(
            found -> {
              defaultsOfVariables.put(found.group(1), found.group(2));
              return "__" + found.group(1) + "__";
            });
    flatten(
        "",
        new YAMLMapper().readTree(plain),
        (key, value) -> {
          Matcher module = MODULE.matcher(key);
          String of = module.find() ? module.group(2) : "";
          String general = module.replaceAll("$1.MODULE.");
          String text = value;
          Matcher token = TOKEN.matcher(value);
          if (token.find()) {
            variables.computeIfAbsent(general, k -> new TreeSet<>()).add(token.group(1));
            text = String.valueOf(defaultsOfVariables.get(token.group(1)));
            text = value.startsWith("[") ? "[" + text + "]" : text;
          }
          return shipped.computeIfAbsent(general, k -> new LinkedHashMap<>()).put(of, text);
        });
  }

  private static void flatten(String key, JsonNode node, Sink sink) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              field ->
                  flatten(
                      key.isEmpty() ? field.getKey() : key + "." + field.getKey(),
                      field.getValue(),
                      sink));
    } else if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
      node.forEach(element -> flatten(key + "[]", element, sink));
    } else {
      sink.put(key, text(node));
    }
  }

  private static String text(JsonNode node) {
    if (node.isArray()) {
      List<String> elements = new ArrayList<>();
      node.forEach(element -> elements.add(text(element)));
      return "[" + String.join(", ", elements) + "]";
    }
    if (node.isObject()) {
      return "{}";
    }
    if (node.isNull()) {
      return "";
    }
    return node.isTextual() ? canonical(node.textValue()) : node.asText().replaceAll("\\.0$", "");
  }

  // One spelling of equal durations, sizes and quotas: 8s, 1MiB, 5/1m.
  private static String canonical(String text) {
    Matcher quota = QUOTA.matcher(text);
    if (quota.matches()) {
      long seconds = Long.parseLong(quota.group(2)) * seconds(quota.group(3));
      String unit =
          seconds % 86_400 == 0 ? "d" : seconds % 3_600 == 0 ? "h" : seconds % 60 == 0 ? "m" : "s";
      return quota.group(1) + "/" + seconds / seconds(unit) + unit;
    }
    if (!AMOUNT.matcher(text).matches()) {
      return text;
    }
    try {
      Duration duration = Duration.parse(text);
      return duration.getQuantity() + unit(duration);
    } catch (IllegalArgumentException e) {
      // A size, or another word that begins with a number.
    }
    try {
      DataSize size = DataSize.parse(text);
      return size.getQuantity() + symbol(size);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static long seconds(String unit) {
    return switch (unit) {
      case "d" -> 86_400;
      case "h" -> 3_600;
      case "m" -> 60;
      default -> 1;
    };
  }

  private static String unit(Duration duration) {
    return switch (duration.getUnit()) {
      case DAYS -> "d";
      case HOURS -> "h";
      case MINUTES -> "m";
      case SECONDS -> "s";
      case MILLISECONDS -> "ms";
      case MICROSECONDS -> "us";
      case NANOSECONDS -> "ns";
    };
  }

  private static String symbol(DataSize size) {
    String unit = size.getUnit().name();
    return switch (unit) {
      case "BYTES" -> "B";
      case "KIBIBYTES" -> "KiB";
      case "MEBIBYTES" -> "MiB";
      case "GIBIBYTES" -> "GiB";
      default -> " " + unit.toLowerCase(Locale.ROOT);
    };
  }

  /** Sections, in the order of config.yml; those that it does not have follow. */
  Set<String> sections() {
    Set<String> sections =
        shipped.keySet().stream()
            .map(ConfigurationTable::section)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    defaults.keySet().stream()
        .map(ConfigurationTable::section)
        .filter(section -> !isOfDropwizard(section))
        .forEach(sections::add);
    return sections;
  }

  // metrics: Dropwizard's reporters, which this gateway does not use.
  private static boolean isOfDropwizard(String section) {
    return OF_LIBRARIES.contains(section) || section.equals("metrics") || section.equals("admin");
  }

  private static String section(String key) {
    return key.split("\\.", 2)[0];
  }

  /** The table of a section, with the meanings that the page has so far. */
  String print(String section, String page) {
    Map<String, String> meanings = new HashMap<>();
    Matcher meaning = MEANING.matcher(page);
    while (meaning.find()) {
      meanings.put(meaning.group(1), meaning.group(2));
    }
    StringBuilder table =
        new StringBuilder(
            "| key | default | in config.yml | variable | meaning |\n|---|---|---|---|---|\n");
    for (String key : keys(section)) {
      table
          .append("| `")
          .append(key)
          .append("` | ")
          .append(code(defaultOf(section, key)))
          .append(" | ")
          .append(shippedValue(section, key))
          .append(" | ")
          .append(variables(key))
          .append(" | ")
          .append(meanings.getOrDefault(key, ""))
          .append(" |\n");
    }
    return table.toString().replace("|  |", "| |").replace("|  |", "| |");
  }

  private List<String> keys(String section) {
    Set<String> keys = new LinkedHashSet<>();
    shipped.keySet().stream().filter(key -> section(key).equals(section)).forEach(keys::add);
    if (!OF_LIBRARIES.contains(section)) {
      defaults.keySet().stream().filter(key -> section(key).equals(section)).forEach(keys::add);
      // {} of a map whose entries are listed one by one.
      keys.removeIf(key -> keys.stream().anyMatch(other -> other.startsWith(key + ".")));
    }
    return List.copyOf(keys);
  }

  private String defaultOf(String section, String key) {
    if (section.equals(OF_THE_BATCH)) {
      return shipped.get(key).values().iterator().next();
    }
    return defaults.getOrDefault(key, "");
  }

  private String shippedValue(String section, String key) {
    Map<String, String> values = shipped.getOrDefault(key, Map.of());
    String standard = defaultOf(section, key);
    return values.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(standard))
        .map(
            entry ->
                (entry.getKey().isEmpty() ? "" : entry.getKey() + ": ") + code(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String code(String value) {
    return value.isEmpty() || value.equals("[]") || value.equals("{}") ? "none" : "`" + value + "`";
  }

  private String variables(String key) {
    Set<String> names = variables.getOrDefault(key, Set.of());
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
