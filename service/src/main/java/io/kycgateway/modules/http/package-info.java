/** Module calls over HTTP: the only package that knows the HTTP client library. */
@NullMarked
package io.kycgateway.modules.http;

import org.jspecify.annotations.NullMarked;
