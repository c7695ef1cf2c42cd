/** Outcome counts and error rates with exact confidence bounds. */
@NullMarked
package io.kycgateway.reverify.accuracy;

import org.jspecify.annotations.NullMarked;
