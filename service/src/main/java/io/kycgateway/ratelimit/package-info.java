/** Rate limits by address, device and session, and of failed authentications. */
@NullMarked
package io.kycgateway.ratelimit;

import org.jspecify.annotations.NullMarked;
