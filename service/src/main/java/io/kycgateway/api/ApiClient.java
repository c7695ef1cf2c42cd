package io.kycgateway.api;

import java.security.Principal;

/** A named user of the API. The name may be logged; the key is not kept. */
public record ApiClient(String name) implements Principal {
  @Override
  public String getName() {
    return name;
  }
}
