package io.kycgateway.metrics;

import io.kycgateway.common.WireName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A label of a family.
 *
 * @param values the closed set of its values; empty where the runtime or a library sets them
 * @param fallback the member that replaces every value outside the set; null: such a value is a bug
 */
public record Label(String name, List<String> values, @Nullable String fallback) {
  public Label {
    values = List.copyOf(values);
  }

  /** A label whose values are known in advance. */
  public static Label closed(String name, String... values) {
    return new Label(name, List.of(values), null);
  }

  /** A label whose values are the members of an enum. */
  public static Label closed(String name, WireName... values) {
    return new Label(name, Arrays.stream(values).map(WireName::wireName).toList(), null);
  }

  /** The same label with more values, which are not members of its enum. */
  public Label or(String... more) {
    return new Label(name, Stream.concat(values.stream(), Arrays.stream(more)).toList(), fallback);
  }

  /** A label whose values are set by the runtime or a library, never by a request. */
  public static Label open(String name) {
    return new Label(name, List.of(), null);
  }

  /** The same label, with a member that replaces every unknown value. */
  public Label withFallback(WireName fallback) {
    return new Label(name, values, fallback.wireName());
  }

  /** Every combination of values of labels with closed sets; of no labels there is one, empty. */
  static List<List<String>> combinations(List<Label> labels) {
    List<List<String>> combinations = List.of(List.of());
    for (Label label : labels) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> shorter : combinations) {
        for (String value : label.values()) {
          List<String> one = new ArrayList<>(shorter);
          one.add(value);
          longer.add(one);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  /** Whether this label may have that value. */
  boolean allows(String value) {
    return !isClosed() || values.contains(value);
  }

  /** Whether the set of values is known in advance. */
  public boolean isClosed() {
    return !values.isEmpty();
  }
}
