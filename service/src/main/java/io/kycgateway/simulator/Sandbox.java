package io.kycgateway.simulator;

import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.UriRule;
import io.kycgateway.verification.VerificationRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a gateway with simulated modules knows of the scenarios of its sandbox. */
public final class Sandbox {
  private static final String EXPECTED =
      "must be one of the sandbox's scenarios: "
          + String.join(", ", Scenario.catalogue())
          + " (MODULE: "
          + Arrays.stream(ModuleName.values())
              .map(ModuleName::wireName)
              .collect(Collectors.joining(", "))
          + ")";

  private Sandbox() {}

  /** A {@code sim} URI must be a scenario; its error lists them. */
  public static UriRule uris() {
    return uri ->
        Scenario.isMeant(uri) && Scenario.parse(uri).isEmpty()
            ? Optional.of(EXPECTED)
            : Optional.empty();
  }

  /** Whether a request asks for a budget that its modules exceed. */
  public static boolean exceedsDeadline(VerificationRequest request) {
    return Stream.of(request.selfie(), request.document())
        .flatMap(evidence -> Stream.ofNullable(evidence.uri()))
        .filter(Scenario::isMeant)
        .flatMap(uri -> Scenario.parse(uri).stream())
        .anyMatch(scenario -> scenario.verb() == ScenarioVerb.DEADLINE);
  }
}
