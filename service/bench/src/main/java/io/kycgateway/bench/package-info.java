/** Microbenchmarks of what observing costs, ours beside that of others. */
@NullMarked
package io.kycgateway.bench;

import org.jspecify.annotations.NullMarked;
