/** What an operator sees while a run is under way: a bar on a terminal, or lines in the log. */
@NullMarked
package io.kycgateway.reverify.progress;

import org.jspecify.annotations.NullMarked;
