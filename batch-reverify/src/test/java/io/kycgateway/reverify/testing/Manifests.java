package io.kycgateway.reverify.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Manifests for tests. */
public final class Manifests {
  private Manifests() {}

  /** A record whose selfie is that URI. */
  public static String record(String id, String selfie, String more) {
    return """
        {"id":"%s","selfie":{"uri":"%s"},"document":{"uri":"s3://b/d","type":"passport","country":"ESP"}%s}"""
        .formatted(id, selfie, more);
  }

  public static String genuine(String id) {
    return record(id, "sim://genuine", "");
  }

  /** That many genuine records. */
  public static Path genuine(Path file, int records) throws IOException {
    List<String> lines = new ArrayList<>(records);
    for (int i = 1; i <= records; i++) {
      lines.add(record("r" + i, "sim://genuine", ",\"previous_status\":\"VERIFIED\""));
    }
    return Files.write(file, lines);
  }
}
