package io.kycgateway.api.auth;

import java.security.Principal;

/** A named user of the API. The name may be logged; the key is not kept. */
public record ApiClient(String name) implements Principal {
  /** The request attribute that holds the client, where it was found before authentication. */
  public static final String ATTRIBUTE = "kyc.api-client";

  @Override
  public String getName() {
    return name;
  }
}
