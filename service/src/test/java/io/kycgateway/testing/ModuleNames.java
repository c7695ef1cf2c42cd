package io.kycgateway.testing;

import io.kycgateway.common.WireName;
import io.kycgateway.verification.ModuleName;
import java.util.Arrays;
import java.util.List;

/** The modules' names on the wire, for loops and parameterized tests. */
public final class ModuleNames {
  /** For {@code @MethodSource}. */
  public static final String ALL = "io.kycgateway.testing.ModuleNames#all";

  private ModuleNames() {}

  public static List<String> all() {
    return Arrays.stream(ModuleName.values()).map(WireName::wireName).toList();
  }
}
