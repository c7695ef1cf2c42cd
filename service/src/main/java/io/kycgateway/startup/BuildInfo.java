package io.kycgateway.startup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is; written into the jar by the build. */
public record BuildInfo(String version, String revision) {
  /** Of the jar that is running; "unknown" where the build did not write it. */
  public static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("/io/kycgateway/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        known(properties.getProperty("version", "")),
        known(properties.getProperty("revision", "")));
  }

  // Outside a checkout the build leaves its placeholder where the commit would stand.
  private static String known(String value) {
    return value.isEmpty() || value.startsWith("$") ? "unknown" : value;
  }
}
