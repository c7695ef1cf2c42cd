package io.kycgateway.attacks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All attacks, and docs/attacks.md's table of what must come of each. */
final class AttackTable {
  private static final String BEGIN = "<!-- attacks:begin -->\n";
  private static final String END = "<!-- attacks:end -->";
  private static final Pattern TITLE = Pattern.compile("### (.+)");
  private static final Pattern ROW = Pattern.compile("\\| (.+) \\| ([^|]+) \\|");

  private AttackTable() {}

  /** In the order in which they are tried. A file of further ones is entered here. */
  static List<Attack> all() {
    return Stream.of(
            CredentialAttacks.all(),
            RequestAttacks.all(),
            InjectionAttacks.all(),
            WireAttacks.all(),
            ModuleAttacks.all(),
            // Last: it uses up what this address may guess.
            CredentialAttacks.guessing())
        .flatMap(List::stream)
        .toList();
  }

  /** What must come of each, by {@link Attack#toString}. */
  static Map<String, String> parse(String document) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    String kind = "";
    String table =
        document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));
    for (String line : table.lines().toList()) {
      Matcher title = TITLE.matcher(line);
      Matcher row = ROW.matcher(line);
      if (title.matches()) {
        kind = kind(title.group(1)).name();
      } else if (row.matches() && !line.startsWith("| input |")) {
        String attack = kind + ": " + row.group(1).replace("\\|", "|");
        if (outcomes.put(attack, row.group(2)) != null) {
          throw new IllegalArgumentException("twice: " + attack);
        }
      }
    }
    return outcomes;
  }

  private static AttackClass kind(String title) {
    return Stream.of(AttackClass.values())
        .filter(kind -> kind.title().equals(title))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no class of attacks: " + title));
  }

  /** The table, with those outcomes. */
  static String markdown(Map<String, String> outcomes) {
    List<Attack> all = new ArrayList<>(all());
    StringBuilder table = new StringBuilder(BEGIN);
    for (AttackClass kind : AttackClass.values()) {
      table
          .append("\n### ")
          .append(kind.title())
          .append("\n\n| input | what happens |\n|---|---|\n");
      all.stream()
          .filter(attack -> attack.kind() == kind)
          .forEach(
              attack ->
                  table
                      .append("| ")
                      .append(attack.input().replace("|", "\\|"))
                      .append(" | ")
                      .append(outcomes.get(attack.toString()))
                      .append(" |\n"));
    }
    return table.append('\n').append(END).toString();
  }
}
