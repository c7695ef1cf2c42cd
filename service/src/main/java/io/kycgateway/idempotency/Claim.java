package io.kycgateway.idempotency;

/**
 * One request's claim on an address.
 *
 * @param fingerprint of the request's body
 * @param token random: tells this request from another one that claims the same address
 */
record Claim(String address, String fingerprint, String token) {}
