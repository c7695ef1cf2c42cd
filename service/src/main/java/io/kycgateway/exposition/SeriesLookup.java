package io.kycgateway.exposition;

import io.kycgateway.metrics.Series;
import java.util.Optional;

/** Finds the series for a name in the Dropwizard registry; empty: it is not exposed. */
@FunctionalInterface
interface SeriesLookup {
  Optional<Series> find(String dropwizardName);
}
