package io.kycgateway.modules;

/**
 * Calls one module. Blocks until it answers, fails or is given up; safe for use by many threads.
 */
@FunctionalInterface
public interface ModuleClient {
  /** What came of it; never throws for anything that the network or the module does. */
  ModuleResult call(ModuleCall call);
}
