/** The HTTP API: its clients and their keys, the resource, its requests and responses. */
@NullMarked
package io.kycgateway.api;

import org.jspecify.annotations.NullMarked;
