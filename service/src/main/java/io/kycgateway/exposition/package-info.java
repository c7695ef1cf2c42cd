/** From the Dropwizard registry to one Prometheus registry, without any servlet. */
@NullMarked
package io.kycgateway.exposition;

import org.jspecify.annotations.NullMarked;
