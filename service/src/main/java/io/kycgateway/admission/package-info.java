/** How many verifications this process takes in at once: the limit follows its own delay. */
@NullMarked
package io.kycgateway.admission;

import org.jspecify.annotations.NullMarked;
