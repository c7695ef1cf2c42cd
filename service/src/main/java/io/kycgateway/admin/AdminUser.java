package io.kycgateway.admin;

import java.security.Principal;

/** Whoever holds the metrics password. */
record AdminUser(String name) implements Principal {
  @Override
  public String getName() {
    return name;
  }
}
