/** What an operator sees of a run that has ended: summary, report, exit code. */
@NullMarked
package io.kycgateway.reverify.report;

import org.jspecify.annotations.NullMarked;
