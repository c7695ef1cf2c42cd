/** Why a process cannot start, as a sentence that an operator can act on. */
@NullMarked
package io.kycgateway.startup;

import org.jspecify.annotations.NullMarked;
