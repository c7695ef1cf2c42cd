package io.kycgateway.attacks;

/**
 * One attack.
 *
 * @param input what is tried, for docs/attacks.md
 * @param attempt tries it
 */
record Attack(AttackClass kind, String input, Attempt attempt) {

  /** Tries it and sums up what came of it. */
  @FunctionalInterface
  interface Attempt {
    String on(Target target) throws Exception;
  }

  @Override
  public String toString() {
    return kind + ": " + input;
  }
}
