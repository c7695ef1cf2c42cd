/**
 * The history: each accepted verification is kept before it is answered, can be read and erased.
 */
@NullMarked
package io.kycgateway.history;

import org.jspecify.annotations.NullMarked;
