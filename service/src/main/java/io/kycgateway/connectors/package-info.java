/** What holds for every request of every connector, before any route: headers, slow senders. */
@NullMarked
package io.kycgateway.connectors;

import org.jspecify.annotations.NullMarked;
