package io.kycgateway.common;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A value for every member of an enum, so that looking one up never comes back empty. Immutable.
 */
public final class EnumTable<E extends Enum<E>, V> {
  private final Map<E, V> values;

  private EnumTable(Map<E, V> values) {
    this.values = values;
  }

  /** Computes the value of each member, once. */
  public static <E extends Enum<E>, V> EnumTable<E, V> of(
      Class<E> members, Function<? super E, ? extends V> value) {
    Map<E, V> values = new EnumMap<>(members);
    for (E member : members.getEnumConstants()) {
      values.put(member, value.apply(member));
    }
    return new EnumTable<>(values);
  }

  /** The member's value. */
  public V get(E member) {
    return Objects.requireNonNull(values.get(member));
  }
}
