/** Manifests: reading, checking and sharding their lines. */
@NullMarked
package io.kycgateway.reverify.manifest;

import org.jspecify.annotations.NullMarked;
