/** The OpenAPI document of the application connector. */
@NullMarked
package io.kycgateway.api.openapi;

import org.jspecify.annotations.NullMarked;
