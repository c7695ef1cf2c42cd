/** How often a client, a device and a session may ask. */
@NullMarked
package io.kycgateway.ratelimit;

import org.jspecify.annotations.NullMarked;
