/** The files of a run: results, dead letters, metadata, locks; all survive a crash. */
@NullMarked
package io.kycgateway.reverify.results;

import org.jspecify.annotations.NullMarked;
