/** The kept verifications over HTTP: reading, paging, erasing. */
@NullMarked
package io.kycgateway.api.history;

import org.jspecify.annotations.NullMarked;
