/** Files of any kind: lines, gzip, replaced in one step, told apart, and what is wrong with one. */
@NullMarked
package io.kycgateway.reverify.files;

import org.jspecify.annotations.NullMarked;
