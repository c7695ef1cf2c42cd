/** The client's address, resistant to forged headers. */
@NullMarked
package io.kycgateway.address;

import org.jspecify.annotations.NullMarked;
