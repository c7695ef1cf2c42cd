/** Module calls over HTTP: the only package that uses the HTTP client library. */
@NullMarked
package io.kycgateway.modules.http;

import org.jspecify.annotations.NullMarked;
