/**
 * Makes a process warm before it is ready: synthetic verifications through a gateway of its own.
 */
@NullMarked
package io.kycgateway.warmup;

import org.jspecify.annotations.NullMarked;
