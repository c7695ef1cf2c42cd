package io.kycgateway.exposition;

import io.kycgateway.metrics.Series;
import java.util.Optional;

/** The catalogue's series for a name in the Dropwizard registry; none: it is not exposed. */
@FunctionalInterface
interface SeriesLookup {
  Optional<Series> find(String dropwizardName);
}
