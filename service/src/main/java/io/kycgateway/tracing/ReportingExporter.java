package io.kycgateway.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that the collector does not take spans, at most once a minute and in the gateway's own
 * words: those of the library and of the collector may repeat a credential or an address.
 */
final class ReportingExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ReportingExporter.class);
  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final SpanExporter next;
  private final LongSupplier nanoTime;
  private boolean isFailing;
  private long dropped;
  private long reported;

  /**
   * @param nanoTime a monotonic clock
   */
  ReportingExporter(SpanExporter next, LongSupplier nanoTime) {
    this.next = next;
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    // The collection is reused as soon as it is exported.
    int count = spans.size();
    CompletableResultCode result = next.export(spans);
    return result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            succeeded();
          } else {
            failed(count, result.getFailureThrowable());
          }
        });
  }

  private synchronized void succeeded() {
    if (isFailing) {
      isFailing = false;
      LOG.info("traces are exported again; {} spans were dropped", dropped);
      dropped = 0;
    }
  }

  private synchronized void failed(int count, @Nullable Throwable cause) {
    dropped += count;
    long now = nanoTime.getAsLong();
    if (!isFailing || now - reported >= INTERVAL_NANOS) {
      isFailing = true;
      reported = now;
      LOG.warn(
          "traces cannot be exported ({}): {} spans dropped so far; see OTEL_EXPORTER_OTLP_*",
          ExportFailure.describe(cause),
          dropped);
    }
  }

  @Override
  public CompletableResultCode flush() {
    return next.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return next.shutdown();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName();
  }
}
