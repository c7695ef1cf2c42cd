/** Probes for orchestrators, without details. */
@NullMarked
package io.kycgateway.health;

import org.jspecify.annotations.NullMarked;
