/** The admin connector: authentication and the scrape. */
@NullMarked
package io.kycgateway.admin;

import org.jspecify.annotations.NullMarked;
