/** Simulated modules: a sandbox for API users, and the test bed of this project. */
@NullMarked
package io.kycgateway.simulator;

import org.jspecify.annotations.NullMarked;
