/** Errors as problem+json (RFC 9457). */
@NullMarked
package io.kycgateway.problem;

import org.jspecify.annotations.NullMarked;
