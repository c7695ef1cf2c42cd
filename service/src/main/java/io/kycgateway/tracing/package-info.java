/** Spans that are exported: everything that knows OpenTelemetry. */
@NullMarked
package io.kycgateway.tracing;

import org.jspecify.annotations.NullMarked;
