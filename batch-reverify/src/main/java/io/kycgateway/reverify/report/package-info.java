/** What an operator sees of a run: progress, summary, report. */
@NullMarked
package io.kycgateway.reverify.report;

import org.jspecify.annotations.NullMarked;
