/** Metric families as a type, the recorder, and the metrics of libraries. */
@NullMarked
package io.kycgateway.metrics;

import org.jspecify.annotations.NullMarked;
