/** One module service called over HTTP: its client, the decorators around it, its answers. */
@NullMarked
package io.kycgateway.modules;

import org.jspecify.annotations.NullMarked;
