/** The store that several gateway processes may share: Valkey or Redis. */
@NullMarked
package io.kycgateway.store;

import org.jspecify.annotations.NullMarked;
