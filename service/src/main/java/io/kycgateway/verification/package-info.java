/** The domain: what is asked, what is answered, and the closed sets of both. */
@NullMarked
package io.kycgateway.verification;

import org.jspecify.annotations.NullMarked;
