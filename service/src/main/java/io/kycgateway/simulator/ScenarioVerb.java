package io.kycgateway.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a scenario asks of the modules, and the form of its URI. */
enum ScenarioVerb {
  /** Good scores everywhere. */
  GENUINE,
  /** Another person's face: a low face_match score. */
  IMPOSTOR,
  /** A presentation attack of that type. */
  ATTACK(false, "TYPE", "[a-z0-9_]{1,64}", "photo"),
  /** Scores in between, for a manual review. */
  REVIEW,
  /** The modules take longer than the verification's budget, which is short. */
  DEADLINE,
  /** The module answers 500. */
  ERROR(true),
  /** The module answers that status. */
  STATUS(true, "CODE", "[2-5][0-9]{2}", "500"),
  /** The module takes that many milliseconds. */
  SLOW(true, "MILLIS", "[0-9]{1,6}", "60000"),
  /** The module sends half of its answer and then nothing. */
  STALL(true),
  /** The module answers with HTML. */
  GARBAGE(true),
  /** The module answers with half of its JSON. */
  TRUNCATED(true),
  /** The module answers 204. */
  EMPTY(true),
  /** The module returns that score, even an invalid one. */
  SCORE(true, "NUMBER", "null|NaN|-?Infinity|-?[0-9][0-9.eE+-]{0,31}", null),
  /** The module answers with 100 MB. */
  HUGE(true),
  /** The module closes the connection without an answer. */
  DROP(true);

  private final boolean ofModule;
  private final String argumentName;
  private final Pattern argument;
  private final @Nullable String defaultArgument;

  ScenarioVerb() {
    this(false);
  }

  ScenarioVerb(boolean ofModule) {
    this(ofModule, "", "", null);
  }

  ScenarioVerb(
      boolean ofModule, String argumentName, String argument, @Nullable String defaultArgument) {
    this.ofModule = ofModule;
    this.argumentName = argumentName;
    this.argument = Pattern.compile(argument);
    this.defaultArgument = defaultArgument;
  }

  /** The verb of a URI; case does not matter. */
  static Optional<ScenarioVerb> named(String name) {
    return Arrays.stream(values()).filter(v -> v.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Whether it concerns one module, which its URI names. */
  boolean isOfModule() {
    return ofModule;
  }

  boolean takesArgument() {
    return !argumentName.isEmpty();
  }

  /** The argument of a URI that has none; null: it must have one, if the verb takes one at all. */
  @Nullable String defaultArgument() {
    return defaultArgument;
  }

  /** Whether the verb may have that argument. */
  boolean accepts(@Nullable String value) {
    return value != null && argument.matcher(value).matches();
  }

  /** Its URI, with what is to be filled in as capitals: {@code sim://status/MODULE/CODE}. */
  String form() {
    return Scenario.SCHEME
        + "://"
        + name().toLowerCase(Locale.ROOT)
        + (ofModule ? "/MODULE" : "")
        + (takesArgument() ? "/" + argumentName : "");
  }
}
