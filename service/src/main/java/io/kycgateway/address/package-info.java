/** Who a request comes from, whatever its headers claim. */
@NullMarked
package io.kycgateway.address;

import org.jspecify.annotations.NullMarked;
