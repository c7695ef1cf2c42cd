package io.kycgateway.chaos;

import io.kycgateway.chaos.scene.Leaks;
import io.kycgateway.chaos.scene.Tally;
import java.time.Duration;
import java.util.List;

/**
 * What came of a fault.
 *
 * @param recovery from its end to the last request that did not succeed
 * @param leaks what the gateway holds afterwards
 * @param broken what was not as promised
 */
record FaultResult(Fault fault, Tally tally, Duration recovery, Leaks leaks, List<String> broken) {}
