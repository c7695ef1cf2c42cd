/** Bulk re-verification through the gateway's own pipeline, with its metrics pushed. */
@NullMarked
package io.kycgateway.reverify;

import org.jspecify.annotations.NullMarked;
