package io.kycgateway.pipeline;

import io.kycgateway.pipeline.VerificationOutcome.Shed;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners, in order; the failure of one hides nothing from the others. */
final class OutcomeListeners implements OutcomeListener {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeListeners.class);

  private final List<OutcomeListener> listeners;

  OutcomeListeners(List<OutcomeListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void accepted(AcceptedVerification verification) {
    tell(listener -> listener.accepted(verification));
  }

  @Override
  public void concluded(ConcludedVerification verification) {
    tell(listener -> listener.concluded(verification));
  }

  @Override
  public void shed(Shed.Reason reason) {
    tell(listener -> listener.shed(reason));
  }

  private void tell(Consumer<OutcomeListener> event) {
    for (OutcomeListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("outcome listener failed: {}", listener.getClass().getName(), e);
      }
    }
  }
}
