/** The sum of the metric families that this service exposes. */
@NullMarked
package io.kycgateway.catalogue;

import org.jspecify.annotations.NullMarked;
