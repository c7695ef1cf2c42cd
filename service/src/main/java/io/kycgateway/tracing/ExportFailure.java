package io.kycgateway.tracing;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why spans were not taken: a status or a kind of exception, never a text of the collector. */
final class ExportFailure {
  private ExportFailure() {}

  static String describe(@Nullable Throwable failure) {
    if (failure instanceof HttpExportException http && http.getResponse() != null) {
      return "HTTP status " + http.getResponse().getStatusCode();
    }
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof IOException) {
        return e.getClass().getSimpleName();
      }
    }
    return "no response";
  }
}
