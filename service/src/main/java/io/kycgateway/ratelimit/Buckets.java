package io.kycgateway.ratelimit;

/** Where the quotas' use is kept. */
interface Buckets {
  /** Takes one request out of a limit's quotas, for the subject of that key. */
  Consumption take(Limit limit, BucketKey key);
}
