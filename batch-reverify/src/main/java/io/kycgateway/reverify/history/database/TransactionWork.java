package io.kycgateway.reverify.history.database;

import org.jdbi.v3.core.HandleCallback;

/** What is done in a transaction; it may be done again after a failure. */
@FunctionalInterface
public interface TransactionWork<T> extends HandleCallback<T, Exception> {}
