package io.kycgateway.reverify.progress;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One line of progress that fits the terminal: parts that do not fit are left out, the least
 * important first, because half a number is a wrong number. The bar takes the space that is left.
 */
final class ProgressBar {
  private static final int BAR = Integer.MAX_VALUE;
  private static final int MIN_BAR = 10;
  private static final int MAX_BAR = 40;
  private static final int BRACKETS = 2;

  private final List<Part> parts = new ArrayList<>();
  private double share;

  /**
   * A part of the line.
   *
   * @param rank 1 is the most important
   */
  private record Part(int rank, String text) {}

  /** Adds a part behind the others. */
  void add(int rank, String text) {
    parts.add(new Part(rank, text));
  }

  /**
   * Adds the bar behind the other parts.
   *
   * @param done 0 to 1
   */
  void addBar(double done) {
    share = Math.max(0, Math.min(1, done));
    parts.add(new Part(BAR, ""));
  }

  /** The line in at most that many columns. */
  String fit(int columns) {
    List<Part> kept = new ArrayList<>();
    int length = 0;
    for (Part part : parts.stream().sorted(Comparator.comparingInt(Part::rank)).toList()) {
      int separator = kept.isEmpty() ? 0 : 1;
      Part fitting = part.rank() == BAR ? new Part(BAR, bar(columns - length - separator)) : part;
      if (!fitting.text().isEmpty() && length + separator + fitting.text().length() <= columns) {
        kept.add(fitting);
        length += separator + fitting.text().length();
      }
    }
    List<String> line = new ArrayList<>();
    for (Part part : parts) {
      kept.stream().filter(k -> k.rank() == part.rank()).forEach(k -> line.add(k.text()));
    }
    return String.join(" ", line);
  }

  private String bar(int columns) {
    int width = Math.min(MAX_BAR, columns - BRACKETS);
    if (width < MIN_BAR) {
      return "";
    }
    int done = (int) (share * width);
    String arrow = done == width ? "" : ">";
    return "[" + "=".repeat(done) + arrow + " ".repeat(width - done - arrow.length()) + "]";
  }
}
