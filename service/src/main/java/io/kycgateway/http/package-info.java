/** What every request of the application connector has: context, metrics, access log. */
@NullMarked
package io.kycgateway.http;

import org.jspecify.annotations.NullMarked;
