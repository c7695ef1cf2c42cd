package io.kycgateway.ratelimit;

/** The buckets of the quotas' tokens, one for each limit and key. */
interface Buckets {
  /** Consumes one request of a limit's quotas, for that key. */
  Consumption consume(Limit limit, BucketKey key);
}
