/** One kept verification: its columns, and how what is personal in it is encrypted and found. */
@NullMarked
package io.kycgateway.history.record;

import org.jspecify.annotations.NullMarked;
