/** The HTTP API: resource, representations, problems, clients and HTTP metrics. */
@NullMarked
package io.kycgateway.api;

import org.jspecify.annotations.NullMarked;
