package io.kycgateway.reverify.manifest;

import org.jspecify.annotations.Nullable;

/** A line of the manifest, classified. */
public sealed interface ManifestLine {

  /** A record of this shard that has no result yet. */
  record ToVerify(ManifestRecord record) implements ManifestLine {}

  /**
   * A line of this shard that cannot be verified and is no dead letter yet.
   *
   * @param detail what is wrong with it, without any of its content
   */
  record Bad(long line, @Nullable String id, DeadLetterReason reason, String detail)
      implements ManifestLine {}

  /** A line of this shard that an earlier run processed. */
  record Processed(long line) implements ManifestLine {}

  /** A line of another shard, or a blank one. */
  record OtherShard(long line) implements ManifestLine {}
}
