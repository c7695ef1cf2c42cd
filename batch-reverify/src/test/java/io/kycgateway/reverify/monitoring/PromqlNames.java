package io.kycgateway.reverify.monitoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The names in a PromQL expression: series with their matchers, and labels that it groups by. It
 * splits words and takes every expression for well-formed; promtool checks that they are.
 */
record PromqlNames(List<Selector> selectors, Set<String> groupingLabels) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "#[^\n]*|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|`[^`]*`|\\[[^]]*]"
              + "|\\$\\{[^}]*}|\\$\\w+|\\d[\\w.]*|[a-zA-Z_:][\\w:]*|[=!]~|!=|\\S");
  private static final Set<String> GROUPING =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan");

  /** One matcher; the value without its quotes. */
  record Matcher(String label, String operator, String value) {}

  /** One series selector; the name is empty where only matchers select. */
  record Selector(String name, List<Matcher> matchers) {}

  static PromqlNames of(String expression) {
    List<String> tokens =
        TOKEN
            .matcher(expression)
            .results()
            .map(MatchResult::group)
            .filter(token -> !token.startsWith("#"))
            .toList();
    List<Selector> selectors = new ArrayList<>();
    Set<String> grouping = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
      if (token.equals("{")) {
        i = matchers("", tokens, i, selectors);
      } else if (isName(token)) {
        String word = token.toLowerCase(Locale.ROOT);
        if (GROUPING.contains(word)) {
          i = next.equals("(") ? names(tokens, i + 2, grouping) : i;
        } else if (!WORDS.contains(word)
            && !next.equals("(")
            && !GROUPING.contains(next.toLowerCase(Locale.ROOT))) {
          if (next.equals("{")) {
            i = matchers(token, tokens, i + 1, selectors);
          } else {
            selectors.add(new Selector(token, List.of()));
          }
        } else if (!WORDS.contains(word) && !next.equals("(")) {
          // An aggregation, or a series followed by how it is matched with another.
          if (!isAggregation(word)) {
            selectors.add(new Selector(token, List.of()));
          }
        }
      }
    }
    return new PromqlNames(List.copyOf(selectors), Set.copyOf(grouping));
  }

  private static int names(List<String> tokens, int from, Set<String> names) {
    int i = from;
    for (; i < tokens.size() && !tokens.get(i).equals(")"); i++) {
      if (isName(tokens.get(i))) {
        names.add(tokens.get(i));
      }
    }
    return i;
  }

  // From the opening brace to the closing one, whose index is returned.
  private static int matchers(
      String name, List<String> tokens, int open, List<Selector> selectors) {
    List<Matcher> matchers = new ArrayList<>();
    int i = open + 1;
    for (; i < tokens.size() && !tokens.get(i).equals("}"); i++) {
      if (isName(tokens.get(i)) && i + 2 < tokens.size()) {
        String value = tokens.get(i + 2);
        matchers.add(
            new Matcher(tokens.get(i), tokens.get(i + 1), value.substring(1, value.length() - 1)));
        i += 2;
      }
    }
    selectors.add(new Selector(name, List.copyOf(matchers)));
    return i;
  }

  private static boolean isName(String token) {
    char first = token.charAt(0);
    return Character.isLetter(first) || first == '_' || (first == ':' && token.length() > 1);
  }

  private static boolean isAggregation(String word) {
    return Set.of(
            "sum",
            "min",
            "max",
            "avg",
            "count",
            "group",
            "stddev",
            "stdvar",
            "topk",
            "bottomk",
            "quantile",
            "count_values")
        .contains(word);
  }
}
