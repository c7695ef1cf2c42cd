/** Small types that every package may use. */
@NullMarked
package io.kycgateway.common;

import org.jspecify.annotations.NullMarked;
