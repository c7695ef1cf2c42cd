/** The gateway process: its configuration, its commands and the only wiring. */
@NullMarked
package io.kycgateway;

import org.jspecify.annotations.NullMarked;
