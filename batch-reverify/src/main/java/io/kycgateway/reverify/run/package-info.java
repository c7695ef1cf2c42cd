/** Verifying records: concurrency, attempts, back-off and stopping. */
@NullMarked
package io.kycgateway.reverify.run;

import org.jspecify.annotations.NullMarked;
