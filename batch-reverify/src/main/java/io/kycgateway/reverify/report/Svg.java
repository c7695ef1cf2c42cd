package io.kycgateway.reverify.report;

import java.util.Locale;

/** The shapes of the report's charts. */
final class Svg {
  static final int WIDTH = 900;

  private final StringBuilder shapes = new StringBuilder();
  private final int height;
  private final String title;

  Svg(int height, String title) {
    this.height = height;
    this.title = title;
  }

  /** A box with a tooltip. */
  void box(String look, double x, double y, double width, double boxHeight, String hint) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"><title>%s"
            + "</title></rect>",
        look, x, y, width, boxHeight, escaped(hint));
  }

  void line(String look, double x1, double y1, double x2, double y2, double thickness) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke-width=\"%.1f\"/>",
        look, x1, y1, x2, y2, thickness);
  }

  void dot(String look, double x, double y) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>", look, x, y);
  }

  /** A text at a point, anchored at its {@code start}, {@code middle} or {@code end}. */
  void text(String look, double x, double y, String anchor, String text) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        look, x, y, anchor, escaped(text));
  }

  private void add(String format, Object... values) {
    shapes.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** For HTML text and attributes. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH,
            height,
            escaped(title))
        + shapes
        + "</svg>\n";
  }
}
