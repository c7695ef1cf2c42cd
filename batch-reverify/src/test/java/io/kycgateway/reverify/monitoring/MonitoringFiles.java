package io.kycgateway.reverify.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every expression of rules, rule tests, runbooks and dashboards. */
final class MonitoringFiles {
  private static final Path ROOT = Path.of("..");
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new JsonMapper();
  private static final Pattern SETTING = Pattern.compile("\\$\\{\\w+(:\\w+)?}");
  private static final Pattern CODE = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern FAMILY = Pattern.compile("\\bkyc_[a-z0-9_]+\\b");
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?:(.*),)?\\s*(\\w+)\\s*\\)", Pattern.DOTALL);

  /**
   * One expression.
   *
   * @param where file and place, for the message
   */
  record Expression(String where, String text) {}

  private MonitoringFiles() {}

  /** Of rules as they are written, with something in the place of each setting. */
  static List<Expression> rules() throws IOException {
    return files("prometheus/source", ".yml", YAML, "expr");
  }

  /** Of rule tests: what they ask and the series that they make. */
  static List<Expression> ruleTests() throws IOException {
    List<Expression> expressions = new ArrayList<>(files("prometheus/tests", ".yml", YAML, "expr"));
    expressions.addAll(files("prometheus/tests", ".yml", YAML, "series"));
    return expressions;
  }

  /** The queries of the runbooks. */
  static List<Expression> runbookQueries() throws IOException {
    return inRunbooks(" query", text -> CODE.matcher(text).results().map(found -> found.group(1)));
  }

  /** Every family that the runbooks' text names. */
  static List<Expression> runbookFamilies() throws IOException {
    return inRunbooks(
        " text",
        text ->
            FAMILY.matcher(CODE.matcher(text).replaceAll("")).results().map(MatchResult::group));
  }

  private static List<Expression> inRunbooks(
      String what, Function<String, Stream<String>> expressions) throws IOException {
    List<Expression> all = new ArrayList<>();
    for (Path page : list("prometheus/runbooks", ".md")) {
      expressions
          .apply(Files.readString(page))
          .forEach(text -> all.add(new Expression(page.getFileName() + what, text)));
    }
    return all;
  }

  /** Of the dashboards' panels, annotations and variables; none while there are no dashboards. */
  static List<Expression> dashboards() throws IOException {
    List<Expression> expressions =
        new ArrayList<>(files("grafana/dashboards", ".json", JSON, "expr"));
    for (Expression query : files("grafana/dashboards", ".json", JSON, "query")) {
      Matcher values = LABEL_VALUES.matcher(query.text());
      if (values.find() && values.group(1) != null) {
        String series = "max by (%s) (%s)".formatted(values.group(2), values.group(1));
        expressions.add(new Expression(query.where(), series));
      }
    }
    return expressions;
  }

  /** The names that recording rules give. */
  static Set<String> recorded() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String folder : List.of("prometheus/source", "prometheus/rules")) {
      files(folder, ".yml", YAML, "record").forEach(name -> names.add(name.text()));
    }
    return names;
  }

  private static List<Expression> files(
      String folder, String ending, ObjectMapper mapper, String key) throws IOException {
    List<Expression> expressions = new ArrayList<>();
    for (Path file : list(folder, ending)) {
      collect(mapper.readTree(Files.readString(file)), key, file.getFileName() + "", expressions);
    }
    return expressions;
  }

  private static void collect(
      JsonNode node, String key, String where, List<Expression> expressions) {
    node.properties()
        .forEach(
            field -> {
              if (field.getKey().equals(key) && field.getValue().isTextual()) {
                String text = field.getValue().asText();
                boolean isSource = where.endsWith(".yml");
                expressions.add(
                    new Expression(
                        where + " " + key,
                        isSource ? SETTING.matcher(text).replaceAll("1") : text));
              }
            });
    node.forEach(child -> collect(child, key, where, expressions));
  }

  private static List<Path> list(String folder, String ending) throws IOException {
    Path path = ROOT.resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
