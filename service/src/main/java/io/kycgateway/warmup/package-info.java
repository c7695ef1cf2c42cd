/**
 * Makes a process warm before it is ready: synthetic verifications through a gateway of its own,
 * after which requests come before the JVM's optimizing compiler.
 */
@NullMarked
package io.kycgateway.warmup;

import org.jspecify.annotations.NullMarked;
