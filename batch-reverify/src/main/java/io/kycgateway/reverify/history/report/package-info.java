/** What an operator gets of runs over the history: summaries, files, comparisons. */
@NullMarked
package io.kycgateway.reverify.history.report;

import org.jspecify.annotations.NullMarked;
