/** The domain: requests, their context, and the closed sets of names. */
@NullMarked
package io.kycgateway.verification;

import org.jspecify.annotations.NullMarked;
