/** The admin connector: who may see it, and the scrape. */
@NullMarked
package io.kycgateway.admin;

import org.jspecify.annotations.NullMarked;
