package io.kycgateway.rehearsal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What an operator does otherwise than {@code docs/operations.md} says.
 *
 * @param settings of the gateways, in place of the right ones
 * @param block the block whose commands are wrong; empty: none
 * @param edit makes the wrong commands of the right ones
 */
record Mistake(Map<String, String> settings, String block, UnaryOperator<String> edit) {
  /** All is done as documented. */
  static final Mistake NONE = new Mistake(Map.of(), "", UnaryOperator.identity());

  /** A wrong setting of both gateways. */
  static Mistake setting(String name, String value) {
    return new Mistake(Map.of(name, value), "", UnaryOperator.identity());
  }

  /**
   * Other commands in place of a part of a block, without which an {@link IllegalStateException} is
   * thrown: a mistake that is not made proves nothing.
   */
  static Mistake instead(String block, String right, String wrong) {
    return new Mistake(
        Map.of(),
        block,
        commands -> {
          if (!commands.contains(right)) {
            throw new IllegalStateException(block + ": nothing to plant a mistake in: " + right);
          }
          return commands.replace(right, wrong);
        });
  }

  /** Further commands after those of a block. */
  static Mistake after(String block, String further) {
    return new Mistake(Map.of(), block, commands -> commands + "\n" + further);
  }

  /** The settings with the mistake. */
  Map<String, String> in(Map<String, String> rightSettings) {
    Map<String, String> all = new HashMap<>(rightSettings);
    all.putAll(settings);
    return all;
  }

  /** The commands of a block, with the mistake if it is in that block. */
  String in(String nameOfBlock, String commands) {
    return nameOfBlock.equals(block) ? edit.apply(commands) : commands;
  }
}
