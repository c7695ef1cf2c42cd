/** Calls of a module: the client and its decorators, payloads, responses, the circuit breaker. */
@NullMarked
package io.kycgateway.modules;

import org.jspecify.annotations.NullMarked;
