/** A worker of a run over the history: where its records come from, and where outcomes go. */
@NullMarked
package io.kycgateway.reverify.history;

import org.jspecify.annotations.NullMarked;
