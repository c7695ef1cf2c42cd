/** The tables of runs over the history: statements, and what a transaction does when it fails. */
@NullMarked
package io.kycgateway.reverify.history.database;

import org.jspecify.annotations.NullMarked;
