/** Filters for every request of the application connector: context, metrics, access log. */
@NullMarked
package io.kycgateway.http;

import org.jspecify.annotations.NullMarked;
