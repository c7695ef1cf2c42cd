/** The API's clients: their keys, and how a request shows that it is one of theirs. */
@NullMarked
package io.kycgateway.api.auth;

import org.jspecify.annotations.NullMarked;
