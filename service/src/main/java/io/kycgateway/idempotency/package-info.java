/** One verification for each Idempotency-Key, however often a client sends its request. */
@NullMarked
package io.kycgateway.idempotency;

import org.jspecify.annotations.NullMarked;
