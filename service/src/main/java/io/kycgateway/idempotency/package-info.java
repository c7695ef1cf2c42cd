/** One verification for each Idempotency-Key, however often the request is repeated. */
@NullMarked
package io.kycgateway.idempotency;

import org.jspecify.annotations.NullMarked;
