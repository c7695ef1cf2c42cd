/** The database of the history: where it is, its schema, its one table, and how it fails. */
@NullMarked
package io.kycgateway.history.database;

import org.jspecify.annotations.NullMarked;
