package io.kycgateway.bench;

/** Records everything of one verification. Thread-safe. */
@FunctionalInterface
interface Recording {
  void record();
}
