/** The catalogue of every metric family and typed access to record into it. */
@NullMarked
package io.kycgateway.metrics;

import org.jspecify.annotations.NullMarked;
