package io.kycgateway.reverify.benchmarks;

import io.kycgateway.testing.PostgresProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * The plans of the statements that the gateway and the batch really execute: PostgreSQL's {@code
 * auto_explain} writes them into its log, with what they read and how long it took.
 */
final class Plans {
  /** To be given to the server at its start. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "session_preload_libraries", "auto_explain",
          "auto_explain.log_analyze", "on",
          "auto_explain.log_buffers", "on",
          "logging_collector", "on",
          "log_directory", "log",
          "log_filename", "postgresql.log",
          "log_line_prefix", "",
          // Durable as in production: the tests' server is not.
          "fsync", "on",
          "synchronous_commit", "on");

  private static final int WIDTH = 200;
  private static final String BEGINNING = "plan:";
  private static final String QUERY = "Query Text: ";
  private static final int SAME = 160;

  private final PostgresProcess server;
  private final Path log;
  private final Map<String, String> byTitle = new LinkedHashMap<>();

  Plans(PostgresProcess server) {
    this.server = server;
    this.log = server.data().resolve("log").resolve("postgresql.log");
  }

  /** Does work with every plan logged, and keeps the last plan of each of its statements. */
  <T> T of(String title, Callable<T> work) throws Exception {
    long before = Files.size(log);
    enable("0");
    T result = work.call();
    enable("-1");
    byte[] all = Files.readAllBytes(log);
    String text =
        new String(all, (int) before, (int) (all.length - before), StandardCharsets.UTF_8);
    int number = 0;
    for (String plan : last(text)) {
      byTitle.put(title + (number == 0 ? "" : " (" + (number + 1) + ")"), plan);
      number++;
    }
    return result;
  }

  private void enable(String minimum) {
    server.execute(
        "postgres",
        "ALTER SYSTEM SET auto_explain.log_min_duration = " + minimum,
        "SELECT pg_reload_conf()");
    // By then the others are told as well, and read it before their next statement.
    Awaitility.await()
        .until(
            () ->
                server
                    .query("postgres", "SHOW auto_explain.log_min_duration")
                    .equals(List.of(minimum)));
  }

  private static List<String> last(String text) {
    Map<String, String> byQuery = new LinkedHashMap<>();
    for (String entry : text.split("\n(?=[A-Z]+: )", -1)) {
      int plan = entry.indexOf(BEGINNING);
      int query = entry.indexOf(QUERY);
      if (plan > 0 && query > 0) {
        String shown = entry.substring(query + QUERY.length());
        // IN lists of several lengths are one statement to us.
        byQuery.put(
            shown.replaceAll("\\$\\d+(,\\$\\d+)*", "?").substring(0, Math.min(SAME, 60)), shown);
      }
    }
    return byQuery.values().stream().map(Plans::shortened).toList();
  }

  private static String shortened(String plan) {
    return String.join(
        "\n",
        Arrays.stream(plan.split("\n", -1))
            .map(line -> line.replaceFirst("^\t", "").replaceAll("(\\$\\d+,){3,}", "…,"))
            .map(line -> line.length() > WIDTH ? line.substring(0, WIDTH) + " …" : line)
            .toList());
  }

  /** The lines of all plans that read a whole table, or sort on the disk. */
  List<String> suspicious() {
    List<String> found = new ArrayList<>();
    byTitle.forEach(
        (title, plan) ->
            plan.lines()
                .filter(line -> line.matches(".*(Seq Scan|external merge|Rows Removed).*"))
                .forEach(line -> found.add(title + ": " + line.strip())));
    return found;
  }

  /** All of them, as Markdown. */
  String markdown() throws IOException {
    StringBuilder text = new StringBuilder();
    byTitle.forEach(
        (title, plan) ->
            text.append("\n").append(title).append(":\n\n```\n").append(plan).append("\n```\n"));
    return text.toString();
  }
}
