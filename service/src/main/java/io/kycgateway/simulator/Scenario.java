package io.kycgateway.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.verification.ModuleName;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code sim://} URI of a request's evidence asks for: the sandbox that API users test
 * against. A {@code sim} URI that is none of these is refused: taken for ordinary evidence, a typo
 * would turn the test of a failure into a success.
 */
record Scenario(Verb verb, @Nullable ModuleName module, @Nullable String argument) {
  private static final String SCHEME = "sim";

  enum Verb {
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

    Verb() {
      this(false);
    }

    Verb(boolean ofModule) {
      this(ofModule, "", "", null);
    }

    Verb(boolean ofModule, String argumentName, String argument, @Nullable String defaultArgument) {
      this.ofModule = ofModule;
      this.argumentName = argumentName;
      this.argument = Pattern.compile(argument);
      this.defaultArgument = defaultArgument;
    }

    boolean takesArgument() {
      return !argumentName.isEmpty();
    }

    /** Its URI, with what is to be filled in as capitals: {@code sim://status/MODULE/CODE}. */
    String form() {
      return SCHEME
          + "://"
          + name().toLowerCase(Locale.ROOT)
          + (ofModule ? "/MODULE" : "")
          + (takesArgument() ? "/" + argumentName : "");
    }
  }

  /** The forms of all scenarios. */
  static List<String> catalogue() {
    return Arrays.stream(Verb.values()).map(Verb::form).toList();
  }

  /** Whether a URI is meant for the sandbox, known or not. */
  static boolean isMeant(String uri) {
    return uri.regionMatches(true, 0, SCHEME + ":", 0, SCHEME.length() + 1);
  }

  /** The scenario that a URI asks for; none: it is no URI of the sandbox, or not a known one. */
  static Optional<Scenario> parse(String uri) {
    URI parsed;
    try {
      parsed = URI.create(uri);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!isMeant(uri) || parsed.getAuthority() == null || parsed.getPath() == null) {
      return Optional.empty();
    }
    // Ignored, sim://error/ocr?status=503 would be the test of another failure than it says.
    if (parsed.getRawQuery() != null || parsed.getRawFragment() != null) {
      return Optional.empty();
    }
    // A slash at the end adds nothing; one in between would be an empty part.
    String path = parsed.getPath().replaceFirst("/$", "");
    List<String> parts =
        path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", /* limit= */ -1));
    return verb(parsed.getAuthority()).flatMap(verb -> of(verb, parts));
  }

  /** The URIs of a module call's evidence, the selfie's first. */
  static List<String> uris(JsonNode request) {
    return Stream.of("selfie", "document")
        .map(field -> request.path(field).path("uri").asText())
        .toList();
  }

  /** The scenarios of a module call, the selfie's first. */
  static List<Scenario> of(JsonNode request) {
    return uris(request).stream().flatMap(uri -> parse(uri).stream()).toList();
  }

  /** Whether it concerns that module. */
  boolean concerns(ModuleName name) {
    return module == null || module == name;
  }

  /** The argument as a number. */
  OptionalLong number() {
    try {
      return argument == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(argument));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static Optional<Verb> verb(String name) {
    return Arrays.stream(Verb.values()).filter(v -> v.name().equalsIgnoreCase(name)).findFirst();
  }

  private static Optional<Scenario> of(Verb verb, List<String> parts) {
    int modules = verb.ofModule ? 1 : 0;
    if (parts.size() < modules || parts.size() > modules + (verb.takesArgument() ? 1 : 0)) {
      return Optional.empty();
    }
    String argument = parts.size() > modules ? parts.get(modules) : verb.defaultArgument;
    if (verb.takesArgument() && (argument == null || !verb.argument.matcher(argument).matches())) {
      return Optional.empty();
    }
    return verb.ofModule
        ? ModuleName.of(parts.get(0)).map(module -> new Scenario(verb, module, argument))
        : Optional.of(new Scenario(verb, null, argument));
  }
}
