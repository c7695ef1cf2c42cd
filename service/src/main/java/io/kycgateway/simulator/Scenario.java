package io.kycgateway.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.verification.ModuleName;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code sim://} URI of a request's evidence asks for: the sandbox that API users test
 * against. A {@code sim} URI that is none of these is refused: taken for ordinary evidence, a typo
 * would turn the test of a failure into a success.
 */
record Scenario(ScenarioVerb verb, @Nullable ModuleName module, @Nullable String argument) {
  /** What a URI of the sandbox begins with. */
  static final String SCHEME = "sim";

  /** The forms of all scenarios. */
  static List<String> catalogue() {
    return Arrays.stream(ScenarioVerb.values()).map(ScenarioVerb::form).toList();
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
    return ScenarioVerb.named(parsed.getAuthority()).flatMap(verb -> of(verb, parts));
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

  private static Optional<Scenario> of(ScenarioVerb verb, List<String> parts) {
    int modules = verb.isOfModule() ? 1 : 0;
    if (parts.size() < modules || parts.size() > modules + (verb.takesArgument() ? 1 : 0)) {
      return Optional.empty();
    }
    String argument = parts.size() > modules ? parts.get(modules) : verb.defaultArgument();
    if (verb.takesArgument() && !verb.accepts(argument)) {
      return Optional.empty();
    }
    return verb.isOfModule()
        ? ModuleName.of(parts.get(0)).map(module -> new Scenario(verb, module, argument))
        : Optional.of(new Scenario(verb, null, argument));
  }
}
