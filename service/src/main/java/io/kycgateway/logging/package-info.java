/** The form of log lines, as text and as JSON. */
@NullMarked
package io.kycgateway.logging;

import org.jspecify.annotations.NullMarked;
