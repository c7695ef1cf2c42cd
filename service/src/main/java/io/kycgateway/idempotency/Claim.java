package io.kycgateway.idempotency;

/**
 * One request's claim on a storage key.
 *
 * @param fingerprint of the request's body
 * @param token random; tells this request from another one with the same storage key
 */
record Claim(String storageKey, String fingerprint, String token) {}
