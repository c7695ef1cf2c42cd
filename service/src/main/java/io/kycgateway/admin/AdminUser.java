package io.kycgateway.admin;

import java.security.Principal;

/** The authenticated user of the admin connector. */
record AdminUser(String name) implements Principal {
  @Override
  public String getName() {
    return name;
  }
}
