/** What {@code config.yml} says, and the secrets that it names. */
@NullMarked
package io.kycgateway.config;

import org.jspecify.annotations.NullMarked;
