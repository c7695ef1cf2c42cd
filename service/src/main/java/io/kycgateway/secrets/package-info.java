/** Secrets read from files and re-read when they change. */
@NullMarked
package io.kycgateway.secrets;

import org.jspecify.annotations.NullMarked;
