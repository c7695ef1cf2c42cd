package io.kycgateway.verification;

import java.util.Optional;

/** What a reference to evidence must be beside an absolute URI. */
@FunctionalInterface
public interface UriRule {
  /** Nothing. */
  UriRule NONE = uri -> Optional.empty();

  /** What the URI must be instead; empty: it is as it must be. Never repeats it. */
  Optional<String> error(String uri);
}
