package io.kycgateway.modules;

/**
 * Calls one module. Blocks until it answers, fails or is cancelled; safe for use by many threads.
 */
@FunctionalInterface
public interface ModuleClient {
  /**
   * The result; nothing that the network or the module does is thrown, so an exception is a bug.
   */
  ModuleResult call(ModuleCall call);
}
