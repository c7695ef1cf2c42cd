/** Protection of every connector, before any route: security headers, slow requests. */
@NullMarked
package io.kycgateway.connectors;

import org.jspecify.annotations.NullMarked;
