/** One verification through the module graph, within one deadline, to exactly one outcome. */
@NullMarked
package io.kycgateway.pipeline;

import org.jspecify.annotations.NullMarked;
