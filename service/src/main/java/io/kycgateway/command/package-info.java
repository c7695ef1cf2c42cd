/** The commands of the gateway's process. */
@NullMarked
package io.kycgateway.command;

import org.jspecify.annotations.NullMarked;
