package io.kycgateway.reverify.manifest;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a run's records come from: a manifest, or the history. For one thread. */
@FunctionalInterface
public interface RecordSource {
  /**
   * The next record; null: there is none left.
   *
   * @throws InterruptedException if the run stops while it waits for one
   */
  @Nullable ManifestLine next() throws IOException, InterruptedException;
}
