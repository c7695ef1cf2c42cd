package io.kycgateway.modules;

/** Counts attempts, and calls in flight. */
public final class MeteredModuleClient implements ModuleClient {
  private final ModuleClient next;
  private final ModuleMetrics metrics;

  public MeteredModuleClient(ModuleClient next, ModuleMetrics metrics) {
    this.next = next;
    this.metrics = metrics;
  }

  @Override
  public ModuleResult call(ModuleCall call) {
    (call.attempt() == 1 ? metrics.first() : metrics.retries()).inc();
    metrics.inflight().inc();
    try {
      return next.call(call);
    } finally {
      metrics.inflight().dec();
    }
  }
}
