/** The batch's metrics and where they are published: Pushgateway and textfile. */
@NullMarked
package io.kycgateway.reverify.push;

import org.jspecify.annotations.NullMarked;
