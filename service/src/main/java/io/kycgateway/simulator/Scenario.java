package io.kycgateway.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.verification.ModuleName;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code sim://} URI of a request's evidence asks for: the sandbox that API users test
 * against. {@code sim://<verb>} concerns all modules, {@code sim://<verb>/<module>[/<argument>]}
 * one; {@code attack} takes the attack's type instead of a module. README has the list.
 */
record Scenario(Verb verb, @Nullable ModuleName module, @Nullable String argument) {
  enum Verb {
    /** Good scores everywhere. */
    GENUINE,
    /** Another person's face: a low face_match score. */
    IMPOSTOR,
    /** A presentation attack of that type. */
    ATTACK,
    /** Scores in between, for a manual review. */
    REVIEW,
    /** The module answers 500. */
    ERROR,
    /** The module answers that status. */
    STATUS,
    /** The module takes that many milliseconds. */
    SLOW,
    /** The module sends half of its answer and then nothing. */
    STALL,
    /** The module answers with HTML. */
    GARBAGE,
    /** The module answers with half of its JSON. */
    TRUNCATED,
    /** The module answers 204. */
    EMPTY,
    /** The module returns that score, even an invalid one. */
    SCORE,
    /** The module answers with 100 MB. */
    HUGE,
    /** The module closes the connection without an answer. */
    DROP
  }

  /** The scenario that a URI asks for; none: it is no URI of the sandbox, or not a known one. */
  static Optional<Scenario> parse(String uri) {
    URI parsed;
    try {
      parsed = URI.create(uri);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!"sim".equals(parsed.getScheme()) || parsed.getAuthority() == null) {
      return Optional.empty();
    }
    Optional<Verb> verb = verb(parsed.getAuthority());
    String path = parsed.getPath() == null ? "" : parsed.getPath();
    List<String> parts = path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", 2));
    return verb.flatMap(v -> of(v, parts));
  }

  /** The scenarios of a module call, the selfie's first. */
  static List<Scenario> of(JsonNode request) {
    return List.of("selfie", "document").stream()
        .map(field -> request.path(field).path("uri").asText())
        .flatMap(uri -> parse(uri).stream())
        .toList();
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
    for (Verb verb : Verb.values()) {
      if (verb.name().equalsIgnoreCase(name)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }

  private static Optional<Scenario> of(Verb verb, List<String> parts) {
    String first = parts.isEmpty() ? null : parts.get(0);
    String second = parts.size() < 2 ? null : parts.get(1);
    return switch (verb) {
      case GENUINE, IMPOSTOR, REVIEW -> Optional.of(new Scenario(verb, null, null));
      case ATTACK -> Optional.of(new Scenario(verb, null, first == null ? "photo" : first));
      default ->
          first == null
              ? Optional.empty()
              : ModuleName.of(first).map(module -> new Scenario(verb, module, second));
    };
  }
}
