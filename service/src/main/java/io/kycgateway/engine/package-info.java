/**
 * A running pipeline with its threads, module clients and simulator; gateway and batch have one
 * each.
 */
@NullMarked
package io.kycgateway.engine;

import org.jspecify.annotations.NullMarked;
