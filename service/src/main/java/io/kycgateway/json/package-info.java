/** Strict JSON: duplicates, trailing content and bad encodings are errors. */
@NullMarked
package io.kycgateway.json;

import org.jspecify.annotations.NullMarked;
