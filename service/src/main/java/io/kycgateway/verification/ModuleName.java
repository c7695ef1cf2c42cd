package io.kycgateway.verification;

import io.kycgateway.common.WireName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The five module services. */
public enum ModuleName implements WireName {
  LIVENESS,
  OCR,
  FACE_MATCH,
  ANTIFRAUD,
  DECISION;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @Override
  public String wireName() {
    return wireName;
  }

  /**
   * The module of a configured name.
   *
   * @param setting the setting that has the name, for the message
   * @throws IllegalArgumentException names the setting and the unknown module
   */
  public static ModuleName configured(String wireName, String setting) {
    return of(wireName)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "%s: unknown module '%s' (known: %s)",
                        setting,
                        wireName,
                        Arrays.stream(values())
                            .map(ModuleName::wireName)
                            .collect(Collectors.joining(", ")))));
  }

  /** The module of that wire name, if there is one. */
  public static Optional<ModuleName> of(String wireName) {
    return Arrays.stream(values()).filter(m -> m.wireName.equals(wireName)).findFirst();
  }
}
