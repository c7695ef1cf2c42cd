/** The HTTP API: arrival of requests, verifications, their responses. */
@NullMarked
package io.kycgateway.api;

import org.jspecify.annotations.NullMarked;
